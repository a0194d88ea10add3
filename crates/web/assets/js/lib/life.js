/** What happens to messages after they were written. */
import { call, get } from "./api.js";
import { changed, state } from "./store.js";

/** @typedef {import("./store.js").Chat} Chat @typedef {import("./store.js").Message} Message */

const QUOTED = 200;

/** Everywhere a message is held here. @param {Chat} chat @param {number} seq @param {(old: Message) => Message} change */
function patch(chat, seq, change) {
  const first = chat.messages[0]?.seq ?? 0;
  const held = chat.messages[seq - first];
  if (held?.seq === seq) chat.messages[seq - first] = change(held);
  if (chat.last?.seq === seq) chat.last = change(chat.last);
  const pin = chat.pins?.findIndex((one) => one.seq === seq) ?? -1;
  if (chat.pins?.[pin]) chat.pins[pin] = change(chat.pins[pin]);
}

/** What others show of a message that changed. @param {Chat} chat @param {Message} message */
export function requote(chat, message) {
  const deleted = Boolean(message.deleted_at);
  const text = [...message.text].slice(0, QUOTED).join("");
  for (const [at, one] of chat.messages.entries()) {
    const quote = one.reply_to;
    if (quote?.seq === message.seq && (quote.text !== text || quote.deleted !== deleted)) chat.messages[at] = { ...one, reply_to: { ...quote, text, deleted } };
  }
}

/** @type {Record<string, (chat: Chat, event: any) => void>} */
export const onMessage = {
  "message.edited": (chat, { message }) => {
    patch(chat, message.seq, (old) => ({ ...message, reactions: withMine(message.reactions, old.reactions) }));
    requote(chat, message);
  },
  "message.deleted": (chat, { seq, by, at }) => {
    const gone = (/** @type {Message} */ old) => ({ ...old, text: "", deleted_at: at, deleted_by: by, edited_at: null, reactions: [], reply_to: null, pinned_at: null });
    patch(chat, seq, gone);
    for (const one of chat.messages) if (one.reply_to?.seq === seq) requote(chat, { ...one, seq, text: "", deleted_at: at });
    chat.pins = chat.pins?.filter((one) => one.seq !== seq);
  },
  "reaction.changed": (chat, { seq, user_id, emoji, on, reactions }) => {
    const mine = user_id === state.me.id;
    patch(chat, seq, (old) => ({ ...old, reactions: withMine(reactions, old.reactions, mine ? { emoji, on } : undefined) }));
  },
  "pin.changed": (chat, { seq, pinned, by, at }) => {
    patch(chat, seq, (old) => ({ ...old, pinned_at: pinned ? at : null, pinned_by: by }));
    if (!pinned) chat.pins = chat.pins?.filter((one) => one.seq !== seq);
    else if (chat.pins) void loadPins(chat);
  },
};

/**
 * Reactions as everybody is told of them, with one's own marked.
 *
 * @param {import("./store.js").Reaction[] | undefined} told
 * @param {import("./store.js").Reaction[] | undefined} old
 * @param {{ emoji: string, on: boolean }} [own]
 */
function withMine(told, old, own) {
  const mine = new Set((old ?? []).filter((one) => one.me).map((one) => one.emoji));
  if (own?.on) mine.add(own.emoji);
  else if (own) mine.delete(own.emoji);
  return (told ?? []).map((one) => ({ ...one, me: mine.has(one.emoji) }));
}

const path = (/** @type {number} */ chat, /** @type {number} */ seq) => `/chats/${chat}/messages/${seq}`;

/** @param {number} chat @param {number} seq @param {string} text */
export async function edit(chat, seq, text) {
  const message = await call("PATCH", path(chat, seq), { text });
  const here = state.chats.get(chat);
  if (here) onMessage["message.edited"]?.(here, { message });
  changed();
}

/** @param {number} chat @param {number} seq */
export const deleteForAll = (chat, seq) => call("DELETE", path(chat, seq));

/** @param {number} chat @param {number} seq */
export async function deleteForMe(chat, seq) {
  await call("DELETE", `${path(chat, seq)}?for=me`);
  hide(chat, seq);
  changed();
}

/** One doesn't see it any more, on any device. @param {number} chat @param {number} seq */
export function hide(chat, seq) {
  const here = state.chats.get(chat);
  if (here) patch(here, seq, (old) => ({ ...old, text: "", hidden: true }));
}

/** @param {number} chat @param {number} seq @param {string} emoji @param {boolean} on */
export const react = (chat, seq, emoji, on) => call(on ? "PUT" : "DELETE", `${path(chat, seq)}/reactions/${encodeURIComponent(emoji)}`);

/** @param {number} chat @param {number} seq @param {boolean} on */
export const pin = (chat, seq, on) => call(on ? "PUT" : "DELETE", `${path(chat, seq)}/pin`);

/** @param {Chat} chat */
export async function loadPins(chat) {
  const { items } = await get(`/chats/${chat.id}/pins`).catch(() => ({ items: chat.pins ?? [] }));
  chat.pins = items;
  changed();
}
