/** The members of a group, page by page: chats bring the first few, the rest comes when it is looked at. */
import { get } from "./api.js";
import { isStale } from "./heard.js";
import { putMember } from "./reduce.js";
import { changed, isLarge, state } from "./store.js";

/** @typedef {import("./store.js").Chat} Chat */

/** All of a group that isn't large, so that ticks and presence are right. */
const AT_ONCE = 200;
const PAGE = 100;

/** Where the next page begins, and how many were here at the end of the list, by what is known of the members. @type {WeakMap<Chat["members"], { cursor: string | null, busy: boolean, end: number }>} */
const places = new WeakMap();

/** Everybody is here. @param {Chat} chat */
export const isWhole = (chat) => chat.members.size >= chat.memberCount;

/** There may be some whom a page would bring. @param {Chat} chat */
export const hasMore = (chat) => !chat.removed && !isWhole(chat) && places.get(chat.members)?.end !== chat.members.size;

/** @param {Chat} chat @param {any[]} items @param {number} asked */
function take(chat, items, asked) {
  for (const member of items) if (!isStale(chat.id, member.user_id, asked)) putMember(chat, member);
}

/** The next page. @param {Chat} chat @param {number} [limit] */
export async function moreMembers(chat, limit = PAGE) {
  const { members } = chat;
  const place = places.get(members) ?? { cursor: null, busy: false, end: -1 };
  if (place.busy || !hasMore(chat)) return;
  places.set(members, place);
  place.busy = true;
  try {
    const asked = performance.now();
    const page = await get(`/chats/${chat.id}/members?limit=${limit}${place.cursor ? `&cursor=${encodeURIComponent(place.cursor)}` : ""}`);
    // The list began anew: this is of the one before.
    if (chat.members !== members) return;
    take(chat, page.items, asked);
    // At the end the list begins anew, should somebody come or go.
    place.cursor = page.next_cursor;
    if (!page.next_cursor) place.end = chat.members.size;
    changed();
  } finally {
    place.busy = false;
  }
}

/** Everybody in a group that isn't large. @param {Chat} chat */
export async function loadMembers(chat) {
  if (chat.kind === "group" && !chat.removed && !isLarge(chat) && !isWhole(chat)) await moreMembers(chat, AT_ONCE);
}

/** More at once are not asked for one by one. */
const GREETED = 5;

/** Whether those are here who came into the group that one looks at: events tell presence only as it changes, and of large groups nothing. @param {any} event */
export async function greet(event) {
  const chat = state.chats.get(event.chat_id);
  // A group that was large until now.
  if (event.ev === "member.removed" && chat?.id === state.current && chat) await loadMembers(chat).catch(() => {});
  if (event.ev !== "member.added" || !chat || chat.id !== state.current || event.members.length > GREETED || isLarge(chat)) return;
  for (const { user_id, username } of event.members) if (user_id !== state.me.id) await findMembers(chat, username).catch(() => {});
}

/** Members by the beginning of a username or of a word of their name; their ids. @param {Chat} chat @param {string} query @param {number} [limit] */
export async function findMembers(chat, query, limit = PAGE) {
  const asked = performance.now();
  const page = await get(`/chats/${chat.id}/members?limit=${limit}&query=${encodeURIComponent(query)}`);
  take(chat, page.items, asked);
  changed();
  return page.items.map((/** @type {any} */ one) => /** @type {number} */ (one.user_id));
}
