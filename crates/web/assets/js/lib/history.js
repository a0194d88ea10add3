/** Fetches what isn't here yet: messages of a chat, names. */
import { get } from "./api.js";
import { again, held, meanwhile, putMessage, uncounted, unquoted } from "./life.js";
import { putLines } from "./lines.js";
import { putOwn, putUser } from "./reduce.js";
import { changed, currentChat, state, unknown } from "./store.js";

const PAGE = 50;
const MOST = 200;
/** One begins to read at the first unread message, unless there are more than this. */
export const UNREAD_AT_ONCE = 1_000;
/** So far back one goes to a message: 5,000 of them. */
const MOST_PAGES = 25;

/** @typedef {import("./store.js").Chat} Chat @typedef {import("./store.js").Message} Message */

/** @type {Set<number>} chats on whose history we wait */
const busy = new Set();
/** @type {Set<number>} chats whose last try went wrong */
export const stuck = new Set();

/** One request for a chat at a time. @param {Chat} chat @param {() => Promise<void>} act */
async function once(chat, act) {
  if (busy.has(chat.id)) return;
  busy.add(chat.id);
  stuck.delete(chat.id);
  /** @type {any[]} */
  const events = [];
  meanwhile.set(chat.id, events);
  try {
    await act();
    again(chat, events);
  } catch {
    stuck.add(chat.id);
  } finally {
    busy.delete(chat.id);
    meanwhile.delete(chat.id);
    changed();
  }
}

/** The newest messages, and as many more as one hasn't read. @param {Chat} chat */
export const loadNewest = (chat) =>
  once(chat, async () => {
    const limit = Math.min(MOST, PAGE + chat.unread);
    const before = chat.lastSeq;
    const page = await get(`/chats/${chat.id}/messages?limit=${limit}`);
    const { items } = page;
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
    Object.assign(chat, { messages: items.filter((/** @type {Message} */ one) => one.seq > chat.cleared), hasBefore: page.has_before, loaded: true });
  });

/** The messages before those that are here. @param {Chat} chat @param {number} [limit] */
export const loadOlder = (chat, limit = PAGE) =>
  once(chat, async () => {
    const first = chat.messages[0]?.seq;
    if (!first) return;
    const page = await get(`/chats/${chat.id}/messages?limit=${limit}&before=${first}`);
    if (chat.messages[0]?.seq !== first) return;
    putLines(chat, page.lines);
    chat.messages = [...page.items.filter((/** @type {Message} */ one) => one.seq > chat.cleared), ...chat.messages];
    chat.hasBefore = page.has_before;
  });

/** Fetches history until a message is here; answers it, unless it isn't there or lies too far back. @param {Chat} chat @param {number} seq */
export async function loadUntil(chat, seq) {
  if (seq <= chat.cleared || seq > chat.lastSeq) return undefined;
  for (let pages = 0; pages < MOST_PAGES && !held(chat, seq); pages += 1) {
    const before = chat.messages[0]?.seq;
    while (busy.has(chat.id)) await new Promise((soon) => setTimeout(soon, 20));
    if (!chat.loaded) await loadNewest(chat);
    else if (chat.hasBefore && chat.messages[0]?.seq === before) await loadOlder(chat, MOST);
    if (stuck.has(chat.id) || !chat.hasBefore) break;
  }
  return held(chat, seq);
}

/** Fetches anew what answers a message that isn't here: the server knows what may be shown of that. */
export async function loadUnquoted() {
  const wanted = [...unquoted];
  unquoted.clear();
  for (const [id = 0, seq = 0] of wanted.map((one) => one.split("/").map(Number))) {
    const chat = state.chats.get(id);
    const page = chat && (await get(`/chats/${id}/messages?limit=1&after=${seq - 1}`).catch(() => null));
    for (const message of page?.items ?? []) if (chat && message.seq === seq) putMessage(chat, message);
  }
  if (wanted.length > 0) changed();
}

/** Reading goes on while one asks: once for all of it. */
const COUNT_MS = 400;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let counting;

/** Asks how many messages are unread in chats that somebody reads on another of their devices. */
export function loadUncounted() {
  counting ??= setTimeout(async () => {
    counting = undefined;
    const ids = [...uncounted];
    uncounted.clear();
    for (const id of ids) {
      const told = await get(`/chats/${id}`).catch(() => null);
      const chat = state.chats.get(id);
      if (!told || !chat) continue;
      putOwn(chat, told);
      // Changes of it are on their way, and the count is of before or after them.
      if (chat.rev !== told.rev) uncounted.add(id);
    }
    changed();
  }, COUNT_MS);
}

/** @param {Chat} chat */
export const isLoading = (chat) => busy.has(chat.id);

/** @type {Set<number>} */
const asked = new Set();

/** Fetches the people whose names were wanted and missing: those who left, mostly. */
export async function loadUnknown() {
  const ids = [...unknown].filter((id) => !asked.has(id) && !state.users.has(id));
  unknown.clear();
  const chat = currentChat();
  if (chat?.kind === "group" && ids.length > 1) {
    // Who wrote in a group is there still, mostly.
    const page = await get(`/chats/${chat.id}/members?ids=${ids.slice(0, 100).join(",")}`).catch(() => null);
    for (const member of page?.items ?? []) putUser(member);
  }
  for (const id of ids.filter((one) => !state.users.has(one)).slice(0, 20)) {
    asked.add(id);
    const user = await get(`/users/${id}`).catch(() => null);
    if (user) putUser(user);
  }
  if (ids.length > 0) changed();
}
