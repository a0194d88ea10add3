/** A part of a chat far from its end: read by itself, until it meets what is here anyway. */
import { get } from "./api.js";

const PAGE = 60;
/** So many messages further back a part of its own is fetched. */
export const FAR = 400;

/** @typedef {import("./store.js").Chat} Chat */
/** @typedef {{ messages: import("./store.js").Message[], hasBefore: boolean, hasAfter: boolean, rev: number, busy: boolean }} Far */

/** What stands around a message. @param {Chat} chat @param {number} seq @returns {Promise<Far>} */
export async function around(chat, seq) {
  const rev = chat.rev;
  const page = await get(`/chats/${chat.id}/messages?limit=${PAGE}&around=${seq}`);
  return { messages: page.items, hasBefore: page.has_before, hasAfter: page.has_after, rev, busy: false };
}

/** More of it, where one is near its ends. @param {Chat} chat @param {Far} far @param {{ above: number, below: number }} ends how far they are @param {number} near @returns {Promise<boolean | null>} whether it still stands by itself; null when there is nothing to do */
export async function reach(chat, far, { above, below }, near) {
  const side = below < near && far.hasAfter ? "after" : above < near && far.hasBefore ? "before" : null;
  return far.busy || !side ? null : extend(chat, far, side);
}

/** More of it; where it meets what the chat holds, that takes it over. @param {Chat} chat @param {Far} far @param {"before" | "after"} side @returns {Promise<boolean>} */
async function extend(chat, far, side) {
  const end = side === "before" ? far.messages[0] : far.messages.at(-1);
  if (far.busy || !end) return true;
  far.busy = true;
  try {
    const page = await get(`/chats/${chat.id}/messages?limit=${PAGE}&${side}=${end.seq}`);
    if (side === "before") Object.assign(far, { messages: [...page.items, ...far.messages], hasBefore: page.has_before });
    else Object.assign(far, { messages: [...far.messages, ...page.items], hasAfter: page.has_after });
  } finally {
    far.busy = false;
  }
  const first = chat.messages[0]?.seq ?? Infinity;
  if ((far.messages.at(-1)?.seq ?? 0) < first - 1) return true;
  chat.messages = [...far.messages.filter((one) => one.seq < first), ...chat.messages];
  chat.hasBefore = far.hasBefore;
  return false;
}

/** Reads it anew: what changed meanwhile is not told of it one by one. @param {Chat} chat @param {Far} far */
export async function renew(chat, far) {
  const [first, last] = [far.messages[0]?.seq ?? 1, far.messages.at(-1)?.seq ?? 1];
  far.rev = chat.rev;
  if (far.busy || last - first >= 200) return;
  far.busy = true;
  try {
    const page = await get(`/chats/${chat.id}/messages?limit=${last - first + 1}&after=${first - 1}`);
    far.messages = page.items;
  } catch {
    // The next change tries again.
  } finally {
    far.busy = false;
  }
}
