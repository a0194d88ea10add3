/** Small DOM building: never from strings of HTML. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * @param {string} tag `div.class.other`
 * @param {Record<string, any> | null} [props] attributes; `on…` are listeners
 * @param {...(Child | Child[])} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  const [name = "div", ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "value") /** @type {any} */ (node).value = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

/** @param {Node} node @param {any[]} children */
function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Replaces what is in `node`. @param {Element} node @param {...(Child | Child[])} children */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

const version = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="version"]'));

/** An icon of the sprite. @param {string} name @param {string} [label] */
export function icon(name, label) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const use = document.createElementNS(ns, "use");
  use.setAttribute("href", `/assets/${version?.content ?? "0"}/icons.svg#${name}`);
  svg.appendChild(use);
  return svg;
}

/** A round button with an icon. @param {string} name @param {string} label @param {Record<string, any>} [props] */
export function iconButton(name, label, props) {
  return h("button.icon-button", { type: "button", "aria-label": label, title: label, ...props }, icon(name));
}

/** What is drawn of an item now. @type {WeakMap<Element, string>} */
const signs = new WeakMap();

/**
 * Brings the children of `parent` in line with `items`, touching only what changed.
 *
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} key unique and stable
 * @param {(item: T) => string} sign changes when the item must be drawn anew
 * @param {(item: T) => HTMLElement} make
 */
export function keyed(parent, items, key, sign, make) {
  /** @type {Map<string, HTMLElement>} */
  const old = new Map();
  for (const child of parent.children) {
    if (child instanceof HTMLElement && child.dataset.key) old.set(child.dataset.key, child);
  }
  // What goes, goes first: else all that follows it would be put before it, one by one, and be laid out anew.
  const wanted = new Set(items.map(key));
  for (const [k, node] of old) if (!wanted.has(k)) node.remove();
  let place = parent.firstElementChild;
  for (const item of items) {
    const k = key(item);
    const s = sign(item);
    let node = old.get(k);
    if (!node || signs.get(node) !== s) {
      const fresh = make(item);
      fresh.dataset.key = k;
      signs.set(fresh, s);
      if (node) {
        if (place === node) place = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (place === node) place = node.nextElementSibling;
    else parent.insertBefore(node, place);
  }
}

/** Shows a dialog, gives focus back when it closes. @param {HTMLDialogElement} dialog */
export function showDialog(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
}

/** A line that goes away by itself; the next one takes its place. @param {string} text */
export function toast(text) {
  const line = h("div.toast", null, text);
  const place = document.getElementById("toasts");
  if (!place) return;
  place.replaceChildren(line);
  // Shown anew, it lies above a dialog that has been opened since.
  if (place.matches(":popover-open")) place.hidePopover();
  place.showPopover();
  setTimeout(() => line.remove(), 4000);
}
