/** What stands above the messages: the beginning of a chat, or that there is more. */
import { fill, h } from "../lib/dom.js";
import { stuck } from "../lib/history.js";
import { peer, titleOf } from "../lib/store.js";
import { avatar, savedFace } from "../lib/text.js";
import { k } from "../i18n/en-kept.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { groupStart, startSign } from "./lines.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

/** Draws it anew if it is another than before. @param {HTMLElement} top @param {Chat} chat @param {boolean} more there is more that isn't drawn @param {() => void} again */
export function drawTop(top, chat, more, again) {
  const waiting = chat.lastSeq > chat.cleared && !chat.loaded;
  const kind = stuck.has(chat.id) ? "stuck" : waiting ? "waiting" : chat.hasBefore || more ? "older" : "start";
  const sign = `${kind}|${titleOf(chat)}|${chat.messages.length > 0}|${chat.cleared > 0}|${chat.kind === "group" && startSign(chat)}`;
  if (top.dataset.sign === sign) return;
  top.dataset.sign = sign;
  if (kind === "start") fill(top, beginning(chat));
  else if (kind === "stuck") fill(top, h("div.older", null, h("p.note", null, t.historyFailed), h("button.button.again", { type: "button", onclick: again }, t.retry)));
  else fill(top, h("div.older", { "aria-hidden": "true" }, Array.from({ length: waiting ? 8 : 3 }, () => h("span.skeleton", null))));
}

/** @param {Chat} chat */
function beginning(chat) {
  const name = titleOf(chat);
  const group = chat.kind === "group";
  const empty = chat.lastSeq <= chat.cleared;
  return h(
    "div.start",
    { class: empty ? "start" : "start small" },
    chat.kind === "saved" ? savedFace("large") : avatar(group ? chat.id : (peer(chat)?.id ?? 0), name, { size: "large", group }),
    h("h3", { dir: "auto" }, empty && chat.kind === "direct" && chat.cleared === 0 ? t.sayHello(name) : name),
    chat.cleared > 0 ? h("p", null, m.clearedStart) : group ? groupStart(chat) : chat.kind === "saved" ? h("p", null, k.savedHint) : h("p", null, t.startOfChat(name)),
  );
}
