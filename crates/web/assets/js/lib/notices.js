/** Notifications and being left alone: what is known, and what one does about it. */
import { call, get } from "./api.js";
import { changed, state } from "./store.js";
import { ms } from "./time.js";

/**
 * @typedef {{ id: number, kind: string, notice: string | null, user: any, chat_id: number | null, chat_title: string | null,
 *   seq: number | null, device: string | null, created_at: string, read_at: string | null }} Notice
 */

/** @param {Notice} notice */
function put(notice) {
  const at = state.notices.findIndex((one) => one.id <= notice.id);
  if (at < 0) {
    // Older than all that is here: it comes with its page.
    if (!state.noticesCursor) state.notices.push(notice);
  } else if (state.notices[at]?.id === notice.id) state.notices[at] = notice;
  else state.notices.splice(at, 0, notice);
}

/** A live event, if it is about these. @param {any} event */
export function applyNotice(event) {
  if (event.ev === "notification.new") put(event.notification);
  else if (event.ev === "notification.read") {
    const ids = new Set(event.ids);
    state.notices = state.notices.map((one) => (ids.has(one.id) ? { ...one, read_at: event.at } : one));
  } else if (event.ev === "notification.settings") state.quiet = event.settings;
  else if (event.ev === "chat.muted") {
    const chat = state.chats.get(event.chat_id);
    if (chat) chat.mute = event.mute;
  } else return false;
  // Two of the server's writers may tell in another order than they wrote: the newest count holds.
  if ("unread" in event && event.user_rev > state.userRev) state.unreadNotices = event.unread;
  return true;
}

/** The part of a sync that is about these. @param {any} user */
export function applyNotices(user) {
  for (const notice of user.notifications ?? []) put(notice);
  state.unreadNotices = user.unread_notifications ?? state.unreadNotices;
  if (user.notification_settings) state.quiet = user.notification_settings;
  for (const { id, mute } of user.joined) {
    const chat = state.chats.get(id);
    if (chat) chat.mute = mute;
  }
}

/** The newest, and how one wants to hear of things. */
export async function loadNotices() {
  const [page, quiet] = await Promise.all([get("/notifications"), get("/users/me/notification-settings")]);
  Object.assign(state, { notices: page.items, noticesCursor: page.next_cursor, unreadNotices: page.unread, quiet });
  changed();
}

/** The next page. */
export async function loadOlder() {
  if (!state.noticesCursor) return;
  const page = await get(`/notifications?cursor=${state.noticesCursor}`);
  const known = new Set(state.notices.map((one) => one.id));
  state.notices.push(...page.items.filter((/** @type {Notice} */ one) => !known.has(one.id)));
  state.noticesCursor = page.next_cursor;
  changed();
}

/** @param {{ all: true } | { ids: number[] }} which */
async function mark(which) {
  const left = await call("PUT", "/notifications/read", which);
  const now = new Date().toISOString();
  const seen = (/** @type {Notice} */ one) => "all" in which || which.ids.includes(one.id);
  state.notices = state.notices.map((one) => (seen(one) && !one.read_at ? { ...one, read_at: now } : one));
  state.unreadNotices = left.unread;
  changed();
}

export const markAll = () => mark({ all: true });

/** @param {number[]} ids */
export const markSeen = (ids) => mark({ ids: ids.slice(0, 200) });

/** @param {import("./store.js").Chat} chat @param {number | null} hours `null` for ever */
export async function muteChat(chat, hours) {
  const until = hours === null ? null : new Date(Date.now() + hours * 3_600_000).toISOString();
  const now = await call("PUT", `/chats/${chat.id}/mute`, { until });
  chat.mute = now.mute;
  changed();
}

/** @param {import("./store.js").Chat} chat */
export async function unmuteChat(chat) {
  await call("DELETE", `/chats/${chat.id}/mute`);
  chat.mute = null;
  changed();
}

/** @param {any} settings */
export async function saveQuiet(settings) {
  state.quiet = await call("PUT", "/users/me/notification-settings", settings);
  changed();
}

/** Whether a mute holds now. @param {{ until: string | null } | null | undefined} mute */
export const holds = (mute) => Boolean(mute && (mute.until === null || ms(mute.until) > Date.now()));

/** @param {import("./store.js").Chat} chat */
export const isMuted = (chat) => holds(chat.mute);

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** Whether a time lies in the hours. @param {any} quiet @param {Date} at */
function inHours({ dnd, time_zone }, at) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: time_zone, weekday: "short", hour: "2-digit", minute: "2-digit" }).formatToParts(at);
  const part = (/** @type {string} */ type) => parts.find((one) => one.type === type)?.value ?? "";
  const today = WEEK.indexOf(part("weekday").toLowerCase());
  const now = `${part("hour")}:${part("minute")}`;
  const on = (/** @type {number} */ day) => !dnd.days || dnd.days.includes(WEEK[(day + 7) % 7]);
  if (dnd.from < dnd.to) return on(today) && now >= dnd.from && now < dnd.to;
  if (dnd.from === dnd.to) return now >= dnd.from ? on(today) : on(today - 1);
  return (now >= dnd.from && on(today)) || (now < dnd.to && on(today - 1));
}

/** Whether everything is silent. @param {Date} [at] */
export function isQuiet(at = new Date()) {
  const quiet = state.quiet;
  return Boolean(quiet && (holds(quiet.mute) || (quiet.dnd && inHours(quiet, at))));
}
