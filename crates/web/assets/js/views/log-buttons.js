/** The buttons over a conversation: to its end, and to what one hasn't read. */
import { fill, h, icon } from "../lib/dom.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";

/** The button that goes to the end, with how much is new there. @param {() => void} act */
export function jumpButton(act) {
  const badge = h("span.badge", null);
  const button = h("button.jump", { type: "button", "data-testid": "jump", "aria-label": t.jump, title: t.jump, hidden: true, onclick: act }, icon("down"), badge);
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
  const words = h("span", null);
  const button = h("button.to-unread", { type: "button", "data-testid": "to-unread", title: m.toUnreadLabel, hidden: true, onclick: () => jump(first) }, icon("up"), words);
  /** @param {import("../lib/store.js").Chat | undefined} chat @param {HTMLElement} log */
  const update = (chat, log) => {
    const fresh = chat && chat.marker !== null ? chat.lastSeq - chat.marker : 0;
    const line = log.querySelector(".marker");
    const above = line ? line.getBoundingClientRect().bottom < log.getBoundingClientRect().top : fresh > 0 && Boolean(chat?.loaded);
    button.hidden = fresh <= 0 || !above;
    if (button.hidden || !chat || chat.marker === null) return;
    first = chat.marker + 1;
    fill(words, m.toUnread(fresh));
  };
  return { button, update };
}
