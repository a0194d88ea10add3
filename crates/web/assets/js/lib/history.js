/** Fetches what isn't here yet: messages of a chat, names. */
import { get } from "./api.js";
import { putLines } from "./lines.js";
import { putUser } from "./reduce.js";
import { changed, state, unknown } from "./store.js";

const PAGE = 50;
const MOST = 200;

/** @typedef {import("./store.js").Chat} Chat */

/** @type {Set<number>} chats on whose history we wait */
const busy = new Set();
/** @type {Set<number>} chats whose last try went wrong */
export const stuck = new Set();

/** One request for a chat at a time. @param {Chat} chat @param {() => Promise<void>} act */
async function once(chat, act) {
  if (busy.has(chat.id)) return;
  busy.add(chat.id);
  stuck.delete(chat.id);
  try {
    await act();
  } catch {
    stuck.add(chat.id);
  } finally {
    busy.delete(chat.id);
    changed();
  }
}

/** The newest messages, and as many more as one hasn't read. @param {Chat} chat */
export const loadNewest = (chat) =>
  once(chat, async () => {
    const limit = Math.min(MOST, PAGE + chat.unread);
    const before = chat.lastSeq;
    const page = await get(`/chats/${chat.id}/messages?limit=${limit}`);
    const items = page.items;
    putLines(chat, page.lines);
    // What came live in the meantime lies behind the page.
    const end = () => items.at(-1)?.seq ?? before;
    let more = end() < chat.lastSeq;
    while (more) {
      const next = await get(`/chats/${chat.id}/messages?limit=${MOST}&after=${end()}`);
      items.push(...next.items);
      putLines(chat, next.lines);
      more = next.items.length > 0 && end() < chat.lastSeq;
    }
    Object.assign(chat, { messages: items, hasBefore: page.has_before, loaded: true });
  });

/** The messages before those that are here. @param {Chat} chat */
export const loadOlder = (chat) =>
  once(chat, async () => {
    const first = chat.messages[0]?.seq;
    if (!first) return;
    const page = await get(`/chats/${chat.id}/messages?limit=${PAGE}&before=${first}`);
    if (chat.messages[0]?.seq !== first) return;
    putLines(chat, page.lines);
    chat.messages = [...page.items, ...chat.messages];
    chat.hasBefore = page.has_before;
  });

/** @param {Chat} chat */
export const isLoading = (chat) => busy.has(chat.id);

/** @type {Set<number>} */
const asked = new Set();

/** Fetches the people whose names were wanted and missing: those who left, mostly. */
export async function loadUnknown() {
  const ids = [...unknown].filter((id) => !asked.has(id) && !state.users.has(id));
  unknown.clear();
  for (const id of ids.slice(0, 20)) {
    asked.add(id);
    const user = await get(`/users/${id}`).catch(() => null);
    if (user) putUser(user);
  }
  if (ids.length > 0) changed();
}
