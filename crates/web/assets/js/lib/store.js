/** The one state of the client, and who watches it. */

/**
 * @typedef {{ id: number, username: string, display_name: string, online: boolean, last_seen: string | null }} User
 * @typedef {{ chat_id: number, seq: number, rev: number, sender_id: number, client_id: string, text: string, sent_at: string }} Message
 * @typedef {{ user_id: number, role: string, read_seq: number }} Member
 * @typedef {{ clientId: string, chatId: number, text: string, at: number, order: number, state: "waiting" | "stored" | "failed", seq?: number, error?: string }} Pending
 * @typedef {{
 *   id: number, kind: "direct" | "group", title: string | null, rev: number, lastSeq: number,
 *   readSeq: number, unread: number, memberCount: number, role: string, members: Map<number, Member>,
 *   last: Message | null, activityAt: number, messages: Message[], hasBefore: boolean,
 *   loaded: boolean, removed: boolean, marker: number | null
 * }} Chat `messages` is one range without holes that ends at `lastSeq`, once `loaded`.
 */

export const state = {
  /** @type {any} */
  me: null,
  userRev: 0,
  /** @type {Map<number, User>} */
  users: new Map(),
  /** @type {Map<number, Chat>} */
  chats: new Map(),
  /** @type {Pending[]} */
  pending: [],
  /** @type {number | null} */
  current: null,
  /** @type {Map<number, Map<number, number>>} chat to person to when it stops counting */
  typing: new Map(),
  /** @type {"connecting" | "live" | "lost" | "offline"} */
  connection: "connecting",
  /** The chats are here, from the server or from what was kept. */
  ready: false,
  /** The installation that all this is from; "" before it said so. */
  server: "",
  /** What the server takes at most; `hello` tells. */
  limits: { text_chars: 8_000, text_bytes: 32_000 },
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
export const titleOf = (chat) => (chat.kind === "group" ? (chat.title ?? "") : (peer(chat)?.display_name ?? "…"));

/** Chats by newest activity. */
export function ordered() {
  const shown = [...state.chats.values()].filter((chat) => !chat.removed || chat.id === state.current);
  return shown.sort((a, b) => b.activityAt - a.activityAt || b.id - a.id);
}

/** Who is typing in a chat now. @param {number} chat */
export function typists(chat) {
  const now = Date.now();
  return [...(state.typing.get(chat) ?? [])].filter(([, until]) => until > now).map(([id]) => id);
}

/** Everything up to here is read by all the others; 0 while they are not all known. @param {Chat} chat */
export function readByAll(chat) {
  const others = [...chat.members.values()].filter((member) => member.user_id !== state.me?.id);
  if (others.length === 0 || chat.members.size < chat.memberCount) return 0;
  return Math.min(...others.map((member) => member.read_seq));
}
