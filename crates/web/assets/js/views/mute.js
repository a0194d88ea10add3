/** Hearing nothing of a chat for a while. */
import { h, icon } from "../lib/dom.js";
import { isMuted, muteChat, unmuteChat } from "../lib/notices.js";
import { changed } from "../lib/store.js";
import { dateTime, ms } from "../lib/time.js";
import { n } from "../i18n/en-notices.js";
import { attempt } from "./contact.js";

/** The chat for which one is choosing how long. @type {number | null} */
let choosing = null;

/** @param {number | null} chat */
function choose(chat) {
  choosing = chat;
  changed();
}

/** What the drawer offers. @param {import("../lib/store.js").Chat} chat */
export function muteActions(chat) {
  if (isMuted(chat)) {
    const until = chat.mute?.until;
    return h(
      "button.row",
      { type: "button", "data-testid": "unmute", onclick: () => attempt(() => unmuteChat(chat)) },
      h("span.row-icon", null, icon("bell-off")),
      h("span.row-lines", null, h("span", null, n.unmute), h("small", null, until ? n.mutedUntil(dateTime(ms(until))) : n.muted)),
    );
  }
  const opened = choosing === chat.id;
  const pick = (/** @type {number | null} */ hours) => () => {
    choosing = null;
    void attempt(() => muteChat(chat, hours));
  };
  return [
    h("button.row", { type: "button", "data-testid": "mute", "aria-expanded": String(opened), onclick: () => choose(opened ? null : chat.id) }, h("span.row-icon", null, icon("bell")), n.mute),
    opened
      ? h("div.mute-choices", { role: "group", "aria-label": n.mute }, n.mutes.map(([label, hours]) => h("button.button.button-small", { type: "button", "data-testid": `mute-${hours ?? "ever"}`, onclick: pick(hours) }, label)))
      : null,
  ];
}

/** What they depend on. @param {import("../lib/store.js").Chat} chat */
export const muteSign = (chat) => [isMuted(chat), chat.mute?.until, choosing === chat.id].join();
