/** The buttons over a conversation: to its end, and to what one hasn't read. */
import { fill, h, icon } from "../lib/dom.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";

/** The button that goes to the end, with how much is new there. @param {() => void} act */
export function jumpButton(act) {
  const badge = h("span.badge", null);
  const button = h("button.jump", { type: "button", "data-testid": "jump", title: t.jump, hidden: true, onclick: act }, h("span.hidden", null, t.jump), icon("down"), badge);
  const update = (/** @type {boolean} */ shown, /** @type {number} */ count) => {
    button.hidden = !shown;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
  };
  return { button, update };
}

/**
 * The button that goes up to the first unread message, while that lies above what one sees.
 *
 * @param {(seq: number) => void} jump
 */
export function unreadButton(jump) {
  let first = 0;
  /** The line that was seen already: nobody has to be led there. @type {number | null} */
  let seen = null;
  /** @type {HTMLCollectionOf<Element> | undefined} */
  let markers;
  const words = h("span", null);
  const button = h("button.to-unread", { type: "button", "data-testid": "to-unread", title: m.toUnreadLabel, hidden: true, onclick: () => jump(first) }, icon("up"), words);
  /** @param {import("../lib/store.js").Chat | undefined} chat @param {HTMLElement} log */
  const update = (chat, log) => {
    const marker = chat?.marker ?? null;
    const box = (markers ??= log.getElementsByClassName("marker"))[0]?.getBoundingClientRect();
    const edge = log.getBoundingClientRect();
    if (box && box.bottom > edge.top && box.top < edge.bottom) seen = marker;
    const above = box ? box.bottom <= edge.top : Boolean(chat?.loaded);
    const fresh = chat && marker !== null && marker !== seen && above ? chat.lastSeq - marker : 0;
    button.hidden = fresh <= 0;
    if (button.hidden || marker === null) return;
    first = marker + 1;
    fill(words, m.toUnread(fresh));
  };
  return { button, update };
}
