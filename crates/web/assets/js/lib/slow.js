/** Slow mode: how long one waits before one writes again. */
import { state } from "./store.js";
import { ms } from "./time.js";

/** @typedef {import("./store.js").Chat} Chat */

/** @type {Map<number, number>} chat to when the server takes the next one, as it said */
const told = new Map();

/** The pause between two messages, for whom it holds. @param {Chat | undefined} chat */
export const pauseMs = (chat) => (chat?.kind === "group" && chat.role === "member" ? (chat.settings?.slow_mode_s ?? 0) * 1_000 : 0);

/** The server takes nothing of oneself in a chat for so long. @param {number} chat @param {number} wait */
export const hold = (chat, wait) => void told.set(chat, Date.now() + wait);

/** How long what waits to be sent into a chat still waits. @param {number} id */
export function holdMs(id) {
  const pause = pauseMs(state.chats.get(id));
  return Math.min(Math.max((told.get(id) ?? 0) - Date.now(), 0), pause);
}

/** How long until one may write once more, also after what isn't sent yet. @param {Chat} chat */
export function waitMs(chat) {
  const pause = pauseMs(chat);
  if (pause === 0) return 0;
  const mine = (/** @type {{ sender_id: number } | null} */ one) => one?.sender_id === state.me.id;
  const stored = chat.messages.findLast(mine) ?? (mine(chat.last) ? chat.last : null);
  const waiting = state.pending.findLast((one) => one.chatId === chat.id && one.state !== "failed");
  const last = Math.max(stored ? ms(stored.sent_at) : 0, waiting?.at ?? 0);
  // Whatever this device's clock says, nobody waits longer than the pause.
  return Math.min(Math.max(last + pause, told.get(chat.id) ?? 0) - Date.now(), pause);
}
