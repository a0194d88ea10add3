/** What one does with messages that are there. */
import { call, get } from "./api.js";
import { held, hide, putMessage, setCleared } from "./life.js";
import { changed, state } from "./store.js";

/** @typedef {import("./store.js").Chat} Chat */

const path = (/** @type {number} */ chat, /** @type {number} */ seq) => `/chats/${chat}/messages/${seq}`;

/** @param {number} id @param {(chat: Chat) => void} act */
function take(id, act) {
  const chat = state.chats.get(id);
  if (chat) act(chat);
  changed();
}

/** @param {number} chat @param {number} seq @param {string} text */
export async function edit(chat, seq, text) {
  const message = await call("PATCH", path(chat, seq), { text });
  take(chat, (here) => putMessage(here, message));
}

/** @param {number} chat @param {number} seq */
export const deleteForAll = (chat, seq) => call("DELETE", path(chat, seq));

/** @param {number} chat @param {number} seq */
export async function deleteForMe(chat, seq) {
  await call("DELETE", `${path(chat, seq)}?for=me`);
  take(chat, (here) => hide(here, seq));
}

/** Clears the history up to now for oneself. @param {number} chat */
export async function clearHistory(chat) {
  const upto = state.chats.get(chat)?.lastSeq ?? 0;
  await call("DELETE", `/chats/${chat}/history`);
  take(chat, (here) => setCleared(here, Math.max(here.cleared, upto)));
}

/** Reactions once one has put or taken back one's own. @param {import("./store.js").Reaction[]} all @param {string} emoji @param {boolean} on */
function turned(all, emoji, on) {
  const one = all.find((other) => other.emoji === emoji);
  if (!one) return on ? [...all, { emoji, count: 1, me: true }] : all;
  if (Boolean(one.me) === on) return all;
  const now = { ...one, count: one.count + (on ? 1 : -1), me: on };
  return all.map((other) => (other === one ? now : other)).filter((other) => other.count > 0);
}

/** Shows at once, and as it was when the server won't. @param {number} chat @param {number} seq @param {string} emoji @param {boolean} on */
export async function react(chat, seq, emoji, on) {
  const put = (/** @type {import("./store.js").Reaction[]} */ reactions, /** @type {number} */ rev) =>
    take(chat, (here) => {
      const old = held(here, seq);
      if (old && !old.hidden && !old.deleted_at && rev >= old.rev) putMessage(here, { ...old, rev, reactions });
    });
  const before = state.chats.get(chat) && held(/** @type {Chat} */ (state.chats.get(chat)), seq);
  if (before) put(turned(before.reactions ?? [], emoji, on), before.rev);
  try {
    const told = await call(on ? "PUT" : "DELETE", `${path(chat, seq)}/reactions/${encodeURIComponent(emoji)}`);
    put(told.reactions, told.rev);
  } catch (error) {
    if (before) put(before.reactions ?? [], before.rev);
    throw error;
  }
}

/** @param {number} chat @param {number} seq @param {boolean} on */
export async function pin(chat, seq, on) {
  const message = await call(on ? "PUT" : "DELETE", `${path(chat, seq)}/pin`);
  take(chat, (here) => putMessage(here, message));
}

/** @param {Chat} chat */
export async function loadPins(chat) {
  const { items } = await get(`/chats/${chat.id}/pins`);
  take(chat.id, (here) => {
    here.pins = items.filter((/** @type {import("./store.js").Message} */ one) => !one.hidden && one.seq > here.cleared);
  });
}
