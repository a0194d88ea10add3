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

/** @param {number} chat @param {number} seq @param {string} emoji @param {boolean} on */
export async function react(chat, seq, emoji, on) {
  const told = await call(on ? "PUT" : "DELETE", `${path(chat, seq)}/reactions/${encodeURIComponent(emoji)}`);
  take(chat, (here) => {
    const old = held(here, seq);
    if (old && !old.hidden && told.rev >= old.rev) putMessage(here, { ...old, rev: told.rev, reactions: told.reactions });
  });
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
