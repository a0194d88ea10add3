/** What one keeps of a chat for oneself: its place in the list, and what one began to write. */
import { call } from "./api.js";
import { isMuted } from "./notices.js";
import { changed, state } from "./store.js";

/**
 * @typedef {{ text: string, reply_to?: number | null, at: string }} Draft
 * @typedef {{ pinned_at?: string | null, archived_seq?: number | null, unread_seq?: number | null, draft?: Draft | null }} Kept
 * @typedef {import("./store.js").Chat} Chat
 */

/** What is typed is told to one's other devices after this long. */
const SOON_MS = 1_200;

/** @param {any} data what the server tells @returns {Kept} */
export const keptOf = ({ pinned_at = null, archived_seq = null, unread_seq = null, draft = null }) => ({ pinned_at, archived_seq, unread_seq, draft });

/** @param {Chat} chat */
export const isPinned = (chat) => Boolean(chat.kept?.pinned_at);

/** Put away until something newer comes, or for as long as it is muted. @param {Chat} chat */
export function isArchived(chat) {
  const seq = chat.kept?.archived_seq ?? null;
  return seq !== null && (chat.lastSeq <= seq || isMuted(chat));
}

/** Marked as unread; reading on ends it. @param {Chat} chat */
export const isMarked = (chat) => chat.kept?.unread_seq === chat.readSeq;

/** @param {Chat} chat @param {{ pinned?: boolean, archived?: boolean, unread?: boolean }} patch */
export async function keep(chat, patch) {
  const told = await call("PATCH", `/chats/${chat.id}/kept`, patch);
  const now = state.chats.get(chat.id);
  if (now) now.kept = keptOf(told);
  changed();
}

/** Whoever opens a chat has seen that it was marked. @param {Chat} chat */
export function seen(chat) {
  if (!isMarked(chat) || !chat.kept) return;
  chat.kept = { ...chat.kept, unread_seq: null };
  void keep(chat, { unread: false }).catch(() => {});
}

/** @type {Map<number, ReturnType<typeof setTimeout>>} */
const timers = new Map();

/** What one began to write goes to the server soon, and at once when it is gone. @param {number} id @param {string} text @param {number | null} replyTo */
export function saveDraft(id, text, replyTo) {
  clearTimeout(timers.get(id));
  const chat = state.chats.get(id);
  if (!chat || chat.removed) return;
  const held = chat.kept?.draft;
  const same = (held?.text.trim() ?? "") === text.trim() && (!held || (held.reply_to ?? null) === replyTo);
  if (same) return;
  const put = () => {
    timers.delete(id);
    const body = { text, reply_to: replyTo ?? undefined };
    const sent = text.trim() ? call("PUT", `/chats/${id}/draft`, body) : call("DELETE", `/chats/${id}/draft`);
    void sent.catch(() => {});
  };
  const draft = text.trim() ? { text, reply_to: replyTo, at: new Date().toISOString() } : null;
  chat.kept = { ...keptOf(chat.kept ?? {}), draft };
  timers.set(id, setTimeout(put, text.trim() ? SOON_MS : 0));
  changed();
}

/** Whether what is typed here isn't told yet: then it is newer than what comes. @param {number} id */
export const isSaving = (id) => timers.has(id);

/** Another of one's devices keeps something else. @param {Chat} chat @param {any} told */
export function putKept(chat, told) {
  const draft = isSaving(chat.id) ? chat.kept?.draft : (told.draft ?? null);
  chat.kept = { ...keptOf(told), draft };
}
