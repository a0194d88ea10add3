/** What a message shows of the one that it answers, its reactions, and what is left of a deleted one. */
import { get } from "../lib/api.js";
import { react } from "../lib/deeds.js";
import { h } from "../lib/dom.js";
import { onLongPress } from "../lib/menu.js";
import { firstWords } from "../lib/rich.js";
import { mayWrite } from "../lib/rights.js";
import { nameOf, state } from "../lib/store.js";
import { hueOf } from "../lib/text.js";
import { tip } from "../lib/tip.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { attempt } from "./actions.js";

/** @typedef {import("./messages.js").Line} Line */

/** So many names are told of those who reacted. */
const NAMED = 10;

/** @param {Line} line */
export function quote(line) {
  const { quote } = line;
  if (!quote) return null;
  const who = nameOf(quote.sender_id);
  const go = () => document.dispatchEvent(new CustomEvent("tertulia:jump", { detail: quote.seq }));
  const button = h(
    "button.quote",
    { type: "button", dir: "auto", "data-testid": "quote", disabled: quote.deleted, title: quote.deleted ? undefined : m.jumpTo(who), onclick: go },
    quote.deleted ? null : h("strong", null, who),
    h("span", { class: quote.deleted ? "gone" : undefined }, quote.deleted ? m.quoteGone : firstWords(quote) || m.quoteUnknown),
  );
  button.style.setProperty("--hue", hueOf(quote.sender_id));
  return button;
}

/** @param {number} chat @param {number} seq @param {import("../lib/store.js").Reaction} one */
async function who(chat, seq, one) {
  const { items } = await get(`/chats/${chat}/messages/${seq}/reactions?limit=${NAMED}&emoji=${encodeURIComponent(one.emoji)}`);
  const names = items.map((/** @type {any} */ by) => (by.user_id === state.me.id ? t.you : nameOf(by.user_id)));
  return m.reactedWith(names.join(", "), one.count - items.length);
}

/** @param {Line} line */
export function reactions(line) {
  if (!line.reactions?.length || line.gone) return null;
  const chat = state.chats.get(state.current ?? 0);
  if (!chat) return null;
  const chip = (/** @type {import("../lib/store.js").Reaction} */ one) => {
    const turn = () => attempt(react(chat.id, line.seq, one.emoji, !one.me));
    const node = h(
      "button.reaction",
      { type: "button", "data-testid": "reaction", "data-emoji": one.emoji, "aria-pressed": String(Boolean(one.me)), "aria-disabled": mayWrite(chat) ? undefined : "true", "aria-label": m.reaction(one.emoji, one.count, Boolean(one.me)), onclick: mayWrite(chat) ? turn : undefined },
      h("span", { "aria-hidden": "true" }, one.emoji),
      h("span.count", null, one.count),
    );
    tip(node, () => who(chat.id, line.seq, one));
    return node;
  };
  const row = h("div.reactions", null, line.reactions.map(chip));
  onLongPress(row, ".reaction", () => void attempt(import("./message-dialogs.js").then((view) => view.reacted(chat.id, line.seq))));
  return row;
}

/** @param {Line} line @param {boolean} own */
export function tombstone(line, own) {
  const other = line.deletedBy && line.deletedBy !== line.sender ? m.deletedBy(nameOf(line.deletedBy)) : m.deleted;
  return h("span.text.gone", null, own && line.deletedBy === state.me.id ? m.deletedByYou : other);
}
