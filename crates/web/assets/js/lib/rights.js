/** What one may do in a chat; the server has the last word. */
import { isBlocked } from "./contacts.js";
import { peer, state } from "./store.js";

/** @typedef {import("./store.js").Chat} Chat */

const leads = (/** @type {Chat} */ chat) => chat.role !== "member";

/** Nobody writes to somebody they block, nor to who isn't there any more. @param {Chat} chat */
const isOpen = (chat) => !chat.removed && (chat.kind === "group" || !(isBlocked(peer(chat)?.id ?? 0) || peer(chat)?.deleted));

/** To write is also to edit, to answer and to react. @param {Chat} chat */
export const mayWrite = (chat) => isOpen(chat) && (chat.kind === "direct" || leads(chat) || chat.settings?.who_may_write !== "admins");

/** @param {Chat} chat */
export const mayPin = (chat) => isOpen(chat) && (chat.kind !== "group" || leads(chat) || chat.settings?.who_may_pin === "everyone");

/** For everyone. @param {Chat} chat @param {number} sender */
export const mayDelete = (chat, sender) => !chat.removed && (sender === state.me.id || (chat.kind === "group" && leads(chat)));

/** @param {Chat} chat @param {{ sender: number, at: number }} message */
export function mayEdit(chat, { sender, at }) {
  const window = state.limits.edit_window_s ?? 900;
  return sender === state.me.id && mayWrite(chat) && (window < 0 || Date.now() - at < window * 1_000);
}
