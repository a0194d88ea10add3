/** Ways into groups: invitations of oneself, and people who ask to come in. */
import { call, get } from "./api.js";
import { putChat } from "./reduce.js";
import { changed, state } from "./store.js";

/**
 * @typedef {{ id: number, chat_id: number, title: string, member_count: number, by: { id: number, display_name: string } | null, at: string }} Invitation
 * @typedef {{ user: { id: number, username: string, display_name: string }, at: string }} Asking
 */

const PAGE = 50;

/** Into which groups one is invited, the newest. */
export async function loadInvitations() {
  const page = await get(`/group-invitations?limit=${PAGE}`);
  state.groupInvitations = page.items;
  changed();
}

/** Answers the chat where one comes in. @param {Invitation} one @param {boolean} yes */
export async function answerInvitation(one, yes) {
  try {
    const chat = await call("PUT", `/group-invitations/${one.id}`, { answer: yes ? "accept" : "decline" });
    if (chat) enter(chat);
    return chat;
  } finally {
    // Taken, turned down or gone: what is left the server knows.
    await loadInvitations().catch(() => {});
  }
}

/** Takes in a chat that one came into, unless it came live already. @param {any} chat */
export function enter(chat) {
  const old = state.chats.get(chat.id);
  if (!old || old.removed) putChat(chat);
  changed();
}

/** @type {Map<number, { items: Asking[], more: boolean }>} who asks to come into a group */
export const asking = new Map();
/** @type {Map<number, number>} chat to the newest notification that was looked into */
const looked = new Map();

/** @param {number} chat */
export async function loadAsking(chat) {
  const page = await get(`/chats/${chat}/join-requests?limit=${PAGE}`);
  asking.set(chat, { items: page.items, more: page.next_cursor !== null });
  changed();
}

/** Looks who asks, when a notification says that somebody does. @param {number} chat */
export function lookWhoAsks(chat) {
  const newest = state.notices.find((one) => one.kind === "join_request" && one.chat_id === chat)?.id ?? 0;
  if (newest <= (looked.get(chat) ?? 0)) return;
  looked.set(chat, newest);
  void loadAsking(chat).catch(() => {});
}

/** @param {number} chat @param {number} user @param {boolean} yes */
export async function answerAsking(chat, user, yes) {
  try {
    await call("PUT", `/chats/${chat}/join-requests/${user}`, { answer: yes ? "accept" : "decline" });
  } finally {
    await loadAsking(chat).catch(() => {});
  }
}
