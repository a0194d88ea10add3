/** A menu that floats: beside what it belongs to, on a phone as a sheet at the bottom. */
import { h, icon } from "./dom.js";

/** @typedef {{ icon: string, label: string, test?: string, bad?: boolean, act: () => void }} Item */

const EDGE = 8;

/**
 * Opens a menu; choosing, Escape and a press elsewhere close it and give the focus back.
 *
 * @param {DOMRect} place what it opens beside
 * @param {string} label
 * @param {Item[]} items
 * @param {Node | null} [head] what stands above them
 */
export function openMenu(place, label, items, head = null) {
  const before = document.activeElement;
  const rows = items.map((item) => row(item, () => node.hidePopover()));
  const list = h("div.menu-items", { role: "menu", "aria-label": label }, rows);
  const node = /** @type {HTMLElement} */ (h("div.menu", { popover: "manual" }, head, list));
  // A popover that closes by itself would do so when the finger that opened it lets go.
  const away = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent ? event.key !== "Escape" : node.contains(/** @type {Node} */ (event.target))) return;
    if (event instanceof KeyboardEvent) {
      event.preventDefault();
      event.stopPropagation();
    }
    node.hidePopover();
  };
  addEventListener("pointerdown", away, true);
  addEventListener("keydown", away, true);
  node.addEventListener("toggle", (/** @type {any} */ event) => {
    if (event.newState === "open") return;
    removeEventListener("pointerdown", away, true);
    removeEventListener("keydown", away, true);
    node.remove();
    if (before instanceof HTMLElement && (document.activeElement === document.body || !document.activeElement)) before.focus({ preventScroll: true });
  });
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const next = step(event.key, rows.indexOf(document.activeElement), rows.length);
    if (next === null) return;
    event.preventDefault();
    rows[next].focus();
  });
  (document.querySelector("main") ?? document.body).append(node);
  node.showPopover();
  put(node, place);
  rows[0]?.focus({ preventScroll: true });
}

/** @param {Item} item @param {() => void} close */
function row(item, close) {
  const act = () => {
    close();
    item.act();
  };
  return h("button.menu-item", { type: "button", role: "menuitem", tabindex: -1, class: item.bad ? "menu-item is-bad" : "menu-item", "data-testid": item.test, onclick: act }, icon(item.icon), h("span", null, item.label));
}

/** Where a key leads among so many rows. @param {string} key @param {number} at @param {number} count */
function step(key, at, count) {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}

/** Below the place, or above where there is no room; never over the edge; on a phone the style sheet says where. @param {HTMLElement} node @param {DOMRect} place */
export function put(node, place) {
  if (matchMedia("(width < 700px)").matches) return;
  const { width, height } = node.getBoundingClientRect();
  const left = place.left + width + EDGE > innerWidth ? place.right - width : place.left;
  const top = place.bottom + height + EDGE > innerHeight ? place.top - height - 4 : place.bottom + 4;
  node.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  node.style.top = `${Math.max(EDGE, top)}px`;
}

const LONG_MS = 450;

/** The click that letting go makes isn't meant for what has opened under the finger. */
function swallow() {
  const stop = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  const over = () => {
    removeEventListener("click", stop, true);
    removeEventListener("pointerdown", over, true);
  };
  addEventListener("click", stop, true);
  addEventListener("pointerdown", over, true);
}

/**
 * Calls `open` for what a pointer rests on: a long press of a finger, or the other button of a mouse.
 *
 * @param {HTMLElement} within
 * @param {string} css what can be pressed
 * @param {(node: HTMLElement, place: DOMRect) => void} open
 */
export function onLongPress(within, css, open) {
  /** @type {number | undefined} */
  let timer;
  let opened = 0;
  const stop = () => clearTimeout(timer);
  const at = (/** @type {Event} */ event) => (event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(css)) : null);
  const go = (/** @type {HTMLElement} */ node, /** @type {number} */ x, /** @type {number} */ y) => {
    open(node, new DOMRect(x, y, 0, 0));
  };
  within.addEventListener("pointerdown", (event) => {
    stop();
    const node = at(event);
    if (event.pointerType !== "touch" || !node) return;
    const hold = () => {
      swallow();
      opened = Date.now();
      go(node, event.clientX, event.clientY);
    };
    timer = setTimeout(hold, LONG_MS);
  });
  for (const end of ["pointerup", "pointercancel", "pointermove"]) within.addEventListener(end, stop);
  within.addEventListener("scroll", stop, { passive: true });
  within.addEventListener("contextmenu", (event) => {
    const node = at(event);
    // Links and marked text keep the browser's own menu.
    const theirs = event.target instanceof Element && event.target.closest("a");
    if (!node || (theirs && theirs !== node) || !getSelection()?.isCollapsed) return;
    event.preventDefault();
    stop();
    // A finger that is held is told in both ways.
    if (Date.now() - opened > 1_000) go(node, event.clientX, event.clientY);
  });
}
