/** Choosing an emoji: search, groups, those used lately. Fetched when it is first opened. */
import { fill, h, icon } from "../lib/dom.js";
import { findEmoji, loadEmoji, recentEmoji, setTone, tone, toned, usedEmoji } from "../lib/emoji.js";
import { put } from "../lib/menu.js";
import { m } from "../i18n/en-message.js";

/** @typedef {import("../lib/emoji.js").Emoji} Emoji */

const SIGNS = ["😀", "👋", "🐻", "🍎", "🚗", "⚽", "💡", "🔣", "🏳️"];
const HANDS = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];

/**
 * Opens beside a place. Choosing closes it; the focus goes back to where it was.
 *
 * @param {DOMRect} place
 * @param {(emoji: string) => void} done
 */
export function pickEmoji(place, done) {
  const before = document.activeElement;
  const choose = (/** @type {string} */ char) => {
    usedEmoji(char);
    node.hidePopover();
    done(char);
  };
  const grid = h("div.emoji-grid", { tabindex: -1 });
  const tabs = h("div.emoji-tabs", null);
  const input = h("input", { type: "search", "data-testid": "emoji-search", placeholder: m.emojiSearch, "aria-label": m.emojiSearch, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const node = /** @type {HTMLElement} */ (
    h("div.menu.emoji-picker", { popover: "auto", role: "dialog", "aria-label": m.emoji, "data-testid": "emoji-picker" }, h("div.emoji-top", null, h("label.search", null, icon("search"), input)), tabs, grid)
  );
  grid.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const char = /** @type {Element} */ (event.target).closest("[data-emoji]")?.getAttribute("data-emoji");
    if (char) choose(char);
  });
  node.addEventListener("keydown", (event) => keys(event, grid, input));
  node.addEventListener("toggle", (/** @type {any} */ event) => {
    if (event.newState === "open") return;
    node.remove();
    if (before instanceof HTMLElement && (document.activeElement === document.body || !document.activeElement)) before.focus({ preventScroll: true });
  });
  (document.querySelector("dialog[open]") ?? document.querySelector("main") ?? document.body).append(node);
  node.showPopover();
  put(node, place);
  if (matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true });
  fill(grid, Array.from({ length: 4 }, () => h("span.skeleton", null)));
  loadEmoji().then(
    (all) => show(all, { grid, tabs, input }),
    () => fill(grid, h("p.note", { role: "alert" }, m.emojiFailed)),
  );
}

/** @param {Emoji[]} all @param {{ grid: HTMLElement, tabs: HTMLElement, input: HTMLInputElement }} parts */
function show(all, { grid, tabs, input }) {
  const names = new Map(all.flatMap((one) => [[one.char, one.name], ...(one.tones ?? []).map((char) => /** @type {[string, string]} */ ([char, one.name]))]));
  const draw = () => {
    const query = input.value.trim();
    tabs.hidden = query !== "";
    const found = query ? findEmoji(all, query).slice(0, 90) : [];
    if (query) fill(grid, found.length > 0 ? cells(found.map((one) => [toned(one), one.name])) : h("p.note", { role: "status" }, m.emojiNone));
    else fill(grid, sections(all, names));
    grid.scrollTop = 0;
    roving(grid, null);
  };
  const toneButtons = HANDS.map((hand, at) => {
    const choose = () => {
      setTone(at);
      for (const [i, one] of toneButtons.entries()) one.setAttribute("aria-pressed", String(i === at));
      draw();
    };
    return h("button.emoji-tone", { type: "button", "aria-label": `${m.emojiTone}: ${m.emojiTones[at]}`, title: m.emojiTones[at], "aria-pressed": String(tone() === at), onclick: choose }, hand);
  });
  const jump = (/** @type {number} */ group) => grid.querySelector(`[data-group="${group}"]`)?.scrollIntoView({ block: "start" });
  const groups = m.emojiGroups.map((label, at) => h("button.emoji-tab", { type: "button", "aria-label": label, title: label, onclick: () => jump(at) }, SIGNS[at]));
  const recent = recentEmoji().length > 0 ? h("button.emoji-tab", { type: "button", "aria-label": m.emojiRecent, title: m.emojiRecent, onclick: () => (grid.scrollTop = 0) }, "🕘") : null;
  fill(tabs, recent, groups);
  grid.after(h("div.emoji-tones", { role: "group", "aria-label": m.emojiTone }, toneButtons));
  input.addEventListener("input", draw);
  draw();
}

/** @param {Emoji[]} all @param {Map<string, string>} names */
function sections(all, names) {
  const recent = recentEmoji();
  const parts = recent.length > 0 ? [h("section", { "aria-label": m.emojiRecent }, h("h3.emoji-caption", null, m.emojiRecent), cells(recent.map((char) => [char, names.get(char) ?? char])))] : [];
  for (const [at, label] of m.emojiGroups.entries()) {
    const group = all.filter((one) => one.group === at);
    parts.push(h("section", { "data-group": at, "aria-label": label }, h("h3.emoji-caption", null, label), cells(group.map((one) => [toned(one), one.name]))));
  }
  return parts;
}

/** @param {[string, string][]} all */
const cells = (all) => h("div.emoji-cells", null, all.map(([char, name]) => h("button.emoji-cell", { type: "button", tabindex: -1, "data-emoji": char, "data-testid": "emoji", "aria-label": name, title: name }, char)));

/** One of them is in the order of Tab. @param {HTMLElement} grid @param {Element | null} now */
function roving(grid, now) {
  grid.querySelector('.emoji-cell[tabindex="0"]')?.setAttribute("tabindex", "-1");
  (now ?? grid.querySelector(".emoji-cell"))?.setAttribute("tabindex", "0");
}

/** Arrows go through the grid, Enter in the field takes the first. @param {KeyboardEvent} event @param {HTMLElement} grid @param {HTMLInputElement} input */
function keys(event, grid, input) {
  const all = /** @type {HTMLElement[]} */ ([...grid.querySelectorAll(".emoji-cell")]);
  const at = all.indexOf(/** @type {any} */ (document.activeElement));
  const go = (/** @type {HTMLElement | undefined} */ to) => {
    event.preventDefault();
    if (!to) return;
    roving(grid, to);
    to.focus();
  };
  if (document.activeElement === input) {
    if (event.key === "ArrowDown") go(all[0]);
    if (event.key === "Enter") {
      event.preventDefault();
      if (input.value.trim()) all[0]?.click();
    }
    return;
  }
  if (at < 0) return;
  if (event.key === "ArrowRight") go(all[at + 1]);
  else if (event.key === "ArrowLeft") go(all[at - 1]);
  else if (event.key === "ArrowDown") go(below(all, at, 1));
  else if (event.key === "ArrowUp") go(below(all, at, -1) ?? input);
  else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") input.focus();
}

/** The nearest one in the next line. @param {HTMLElement[]} all @param {number} at @param {1 | -1} by */
function below(all, at, by) {
  const from = all[at]?.getBoundingClientRect();
  if (!from) return undefined;
  /** @type {HTMLElement | undefined} */
  let best;
  for (let next = at + by; all[next]; next += by) {
    const box = /** @type {HTMLElement} */ (all[next]).getBoundingClientRect();
    if ((box.top - from.top) * by < 4) continue;
    if (best && Math.abs(best.getBoundingClientRect().top - box.top) > 4) break;
    if (!best || Math.abs(box.left - from.left) < Math.abs(best.getBoundingClientRect().left - from.left)) best = all[next];
  }
  return best;
}
