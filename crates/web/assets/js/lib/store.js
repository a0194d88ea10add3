/** The one state of the client, and who watches it. */
import { k } from "../i18n/en-kept.js";

/**
 * @typedef {{ id: number, username: string, display_name: string, online: boolean, last_seen: string | null, status?: { text: string, until: string | null } | null, deleted?: boolean }} User
 * @typedef {{ chat_id: number, seq: number, rev: number, sender_id: number, client_id: string, text: string, sent_at: string,
 *   edited_at?: string | null, deleted_at?: string | null, deleted_by?: number | null, reply_to?: Quote | null, reactions?: Reaction[],
 *   pinned_at?: string | null, pinned_by?: number | null, hidden?: boolean }} Message
 * @typedef {{ seq: number, sender_id: number, text: string, deleted: boolean }} Quote
 * @typedef {{ emoji: string, count: number, me?: boolean }} Reaction
 * @typedef {{ user_id: number, role: string, read_seq: number }} Member
 * @typedef {{ clientId: string, chatId: number, text: string, at: number, order: number, state: "waiting" | "stored" | "failed", seq?: number, error?: string, quote?: Quote | null }} Pending
 * @typedef {{ id: number, friendsSince: string | null, blockedAt: string | null, request: { id: number, incoming: boolean, note: string | null, created_at: string } | null }} Contact by the other's id
 * @typedef {{
 *   id: number, kind: "direct" | "group" | "saved", title: string | null, rev: number, lastSeq: number,
 *   readSeq: number, unread: number, cleared: number, memberCount: number, role: string, members: Map<number, Member>,
 *   description?: string | null, rules?: string | null, color?: string | null, settings?: any,
 *   last: Message | null, activityAt: number, messages: Message[], hasBefore: boolean,
 *   loaded: boolean, removed: boolean, marker: number | null, mute?: { until: string | null } | null, pins?: Message[],
 *   createdAt?: string, lines?: import("./lines.js").Line[], clearedRev?: number, removedBy?: number | null,
 *   kept?: import("./kept.js").Kept
 * }} Chat `messages` is one range without holes that ends at `lastSeq`, once `loaded`; nothing up to `cleared` is there for oneself.
 */

export const state = {
  /** @type {any} */
  me: null,
  userRev: 0,
  /** @type {Map<number, User>} */
  users: new Map(),
  /** @type {Map<number, Contact>} friends, requests and blocks by person */
  contacts: new Map(),
  /** @type {Map<number, { bio: string | null, time_zone: string | null } | null>} what people tell of themselves; null while it is asked for */
  profiles: new Map(),
  /** @type {Map<number, Chat>} */
  chats: new Map(),
  /** @type {import("./notices.js").Notice[]} newest first */
  notices: [],
  /** @type {string | null} where the next page of them begins */
  noticesCursor: null,
  unreadNotices: 0,
  /** @type {import("./joining.js").Invitation[]} into which groups one is invited */
  groupInvitations: [],
  /** @type {any} how one wants to hear of things; null until the server said so */
  quiet: null,
  /** @type {Pending[]} */
  pending: [],
  /** @type {number | null} */
  current: null,
  /** The message that an address leads to, until it is gone to. @type {{ chat: number, seq: number } | null} */
  hop: null,
  /** The group that ended for one while one was away. @type {{ chat: number, title: string | null } | null} */
  ended: null,
  /** @type {Map<number, Map<number, number>>} chat to person to when it stops counting */
  typing: new Map(),
  /** @type {"connecting" | "live" | "lost" | "offline"} */
  connection: "connecting",
  /** The chats are here, from the server or from what was kept. */
  ready: false,
  /** The installation that all this is from; "" before it said so. */
  server: "",
  /** How many reports wait; only administrators hear of it. */
  reports: 0,
  /** What the server takes at most; `hello` tells. */
  limits: { text_chars: 8_000, text_bytes: 32_000, /** @type {number | undefined} */ edit_window_s: 900, /** @type {number | undefined} */ whole_roster: 200 },
};

/** @type {Set<() => void>} */
const watchers = new Set();
let drawing = false;

/** Calls `draw` soon after every change, once for many. @param {() => void} draw */
export function watch(draw) {
  watchers.add(draw);
  return () => watchers.delete(draw);
}

/** Something changed. */
export function changed() {
  if (drawing) return;
  drawing = true;
  queueMicrotask(() => {
    drawing = false;
    for (const draw of watchers) draw();
  });
}

export const currentChat = () => (state.current === null ? undefined : state.chats.get(state.current));

/** What somebody is up to, while it lasts. @param {User | undefined} user */
export function statusOf(user) {
  const status = user?.status;
  return status && (!status.until || Date.parse(status.until) > Date.now()) ? status.text : "";
}

/** @type {Set<number>} people whose names were wanted and are not known here */
export const unknown = new Set();

/** Somebody's name. @param {number} id */
export function nameOf(id) {
  const user = state.users.get(id);
  if (!user) unknown.add(id);
  return user?.display_name ?? "…";
}

/** The other one of a direct chat. @param {Chat} chat */
export function peer(chat) {
  for (const id of chat.members.keys()) if (id !== state.me?.id) return state.users.get(id);
  return undefined;
}

/** What a chat is called for this person. @param {Chat} chat */
export const titleOf = (chat) => (chat.kind === "group" ? (chat.title ?? "") : chat.kind === "saved" ? k.saved : (peer(chat)?.display_name ?? "…"));

/** When a chat was pinned to the top of the list. @param {Chat} chat */
const pinnedAt = (chat) => Date.parse(chat.kept?.pinned_at ?? "") || 0;

/** Chats by newest activity, those that are pinned before them. */
export function ordered() {
  const shown = [...state.chats.values()].filter((chat) => !chat.removed || chat.id === state.current);
  return shown.sort((a, b) => pinnedAt(b) - pinnedAt(a) || b.activityAt - a.activityAt || b.id - a.id);
}

/** Who is typing in a chat now. @param {number} chat */
export function typists(chat) {
  const now = Date.now();
  return [...(state.typing.get(chat) ?? [])].filter(([, until]) => until > now).map(([id]) => id);
}

/** So many are in it that one isn't told who reads, types, comes and goes. @param {Chat} chat */
export const isLarge = (chat) => chat.memberCount > (state.limits.whole_roster ?? 200);

/** Everything up to here is read by all the others; 0 while that is not known of all. @param {Chat} chat */
export function readByAll(chat) {
  if (isLarge(chat)) return 0;
  // Who keeps to themselves what they read doesn't see it of others.
  if (state.me?.privacy?.read_receipts === false) return 0;
  const others = [...chat.members.values()].filter((member) => member.user_id !== state.me?.id);
  if (others.length === 0 || chat.members.size < chat.memberCount) return 0;
  return Math.min(...others.map((member) => member.read_seq));
}
