/** What a search found, line by line. */
import { h } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { exact, ms, short } from "../lib/time.js";
import { s } from "../i18n/en-search.js";

/** @typedef {import("../lib/seek.js").Hit} Hit */

/** Text around a place that is shown of a short message in one line or two. */
const AROUND = 240;

/** @param {import("../lib/seek.js").Person} person */
export const nameOf = (person) => (person.deleted ? s.deleted : person.display_name);

/** What a chat is called. @param {Hit["chat"]} chat */
export const titleOf = (chat) => chat.title ?? (chat.peer ? nameOf(chat.peer) : "");

/** The text with what was found in it. @param {Hit} hit */
function context(hit) {
  const { text, start } = hit.snippet ?? { text: hit.message.text.slice(0, AROUND * 2), start: 0 };
  const nodes = [];
  if (start > 0) nodes.push("…");
  let at = 0;
  for (const mark of hit.marks) {
    const [from, to] = [Math.max(mark.start - start, at), Math.min(mark.end - start, text.length)];
    if (to <= from) continue;
    nodes.push(text.slice(at, from), h("mark", null, text.slice(from, to)));
    at = to;
  }
  nodes.push(text.slice(at));
  if (start + text.length < hit.message.text.length) nodes.push("…");
  return nodes;
}

/** @param {Hit} hit @param {boolean} everywhere @param {(hit: Hit) => void} choose */
export function result(hit, everywhere, choose) {
  const { message, sender, chat } = hit;
  const who = sender.id === state.me?.id ? s.you : nameOf(sender);
  const place = everywhere && titleOf(chat) !== who ? h("span.hit-chat", { dir: "auto" }, titleOf(chat)) : null;
  return h(
    "li",
    null,
    h(
      "a.hit",
      {
        href: `/c/${message.chat_id}`,
        "data-testid": "hit",
        "data-seq": message.seq,
        onclick: (/** @type {MouseEvent} */ event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          choose(hit);
        },
      },
      avatar(sender.id, nameOf(sender), { size: "medium" }),
      h(
        "span.hit-lines",
        null,
        h("span.hit-top", null, h("strong", { dir: "auto" }, who), h("time", { title: exact(ms(message.sent_at)) }, short(ms(message.sent_at)))),
        place,
        h("span.hit-text", { dir: "auto" }, context(hit)),
      ),
    ),
  );
}
