/** What a message shows of the one that it answers, its reactions, and what is left of a deleted one. */
import { h, toast } from "../lib/dom.js";
import { react } from "../lib/life.js";
import { nameOf, state } from "../lib/store.js";
import { hueOf } from "../lib/text.js";
import { m } from "../i18n/en-message.js";

/** @typedef {import("./messages.js").Line} Line */

/** @param {Line} line */
export function quote(line) {
  const { quote } = line;
  if (!quote) return null;
  const who = nameOf(quote.sender_id);
  const go = () => document.dispatchEvent(new CustomEvent("tertulia:jump", { detail: quote.seq }));
  const button = h(
    "button.quote",
    { type: "button", dir: "auto", "data-testid": "quote", "aria-label": m.jumpTo(who), onclick: go },
    h("strong", null, who),
    h("span", null, quote.deleted ? m.quoteGone : quote.text),
  );
  button.style.setProperty("--hue", hueOf(quote.sender_id));
  return button;
}

/** @param {Line} line */
export function reactions(line) {
  if (!line.reactions?.length) return null;
  const chat = state.current ?? 0;
  const chip = (/** @type {import("../lib/store.js").Reaction} */ one) => {
    const turn = () => react(chat, line.seq, one.emoji, !one.me).catch((error) => toast(error.message));
    return h("button.reaction", { type: "button", "data-testid": "reaction", "aria-pressed": String(Boolean(one.me)), "aria-label": m.reaction(one.emoji, one.count, Boolean(one.me)), onclick: turn }, h("span", null, one.emoji), h("span.count", null, one.count));
  };
  return h("div.reactions", null, line.reactions.map(chip));
}

/** @param {Line} line @param {boolean} own */
export const tombstone = (line, own) => h("span.text.gone", null, own && line.deletedBy === state.me.id ? m.deletedByYou : m.deleted);
