/** What becomes of messages: the part of the state's changes that is about them. */
import { drop } from "./outbox.js";
import { state } from "./store.js";
import { ms } from "./time.js";

/** @typedef {import("./store.js").Chat} Chat @typedef {import("./store.js").Message} Message */

const QUOTED = 200;

/** Messages that came live and answer one that isn't held here, as `chat/seq`: only the server knows what may be shown of that. @type {Set<string>} */
export const unquoted = new Set();

/** A message that is held here. @param {Chat} chat @param {number} seq */
export function held(chat, seq) {
  const one = chat.messages[seq - (chat.messages[0]?.seq ?? 0)];
  return one?.seq === seq ? one : undefined;
}

/** Everywhere a message is held here. @param {Chat} chat @param {number} seq @param {(old: Message) => Message} change */
function patch(chat, seq, change) {
  const one = held(chat, seq);
  if (one) {
    const now = change(one);
    chat.messages[seq - (chat.messages[0]?.seq ?? 0)] = now;
    requote(chat, now);
  }
  if (chat.last?.seq === seq) chat.last = change(chat.last);
  const pin = chat.pins?.findIndex((pinned) => pinned.seq === seq) ?? -1;
  const now = chat.pins?.[pin];
  if (now) repin(chat, change(now));
}

/** What others show of a message that changed. @param {Chat} chat @param {Message} message */
function requote(chat, message) {
  const deleted = Boolean(message.deleted_at || message.hidden);
  for (const [at, one] of chat.messages.entries()) {
    const quote = one.reply_to;
    if (quote?.seq !== message.seq) continue;
    const text = deleted ? "" : [...message.text].slice(0, QUOTED).join("");
    if (quote.text !== text || quote.deleted !== deleted) chat.messages[at] = { ...one, reply_to: { ...quote, text, deleted } };
  }
}

/** Keeps the pinned messages, where they are known, true to a message as it is now. @param {Chat} chat @param {Message} message */
function repin(chat, message) {
  if (!chat.pins) return;
  const others = chat.pins.filter((one) => one.seq !== message.seq);
  if (others.length === chat.pins.length && !message.pinned_at) return;
  if (message.pinned_at && !message.hidden) others.push(message);
  chat.pins = others.sort((a, b) => ms(b.pinned_at ?? 0) - ms(a.pinned_at ?? 0) || b.seq - a.seq);
}

/** Puts a message in its place; twice is as good as once, and an older state of it changes nothing. @param {Chat} chat @param {Message} message */
export function putMessage(chat, message) {
  if (message.seq <= chat.cleared) return;
  const old = held(chat, message.seq);
  if (old && old.rev > message.rev) return;
  const now = old?.hidden && !message.hidden ? gone(message) : message;
  if (now.sender_id === state.me.id) {
    const mine = state.pending.find((p) => p.clientId === now.client_id && p.chatId === chat.id);
    if (mine) {
      state.pending = state.pending.filter((p) => p !== mine);
      drop(mine.clientId);
    }
  }
  if (now.seq > chat.lastSeq || chat.last?.seq === now.seq) {
    chat.last = now;
    chat.activityAt = Math.max(chat.activityAt, ms(now.sent_at));
  }
  chat.lastSeq = Math.max(chat.lastSeq, now.seq);
  state.typing.get(chat.id)?.delete(now.sender_id);
  repin(chat, now);
  if (chat.loaded) place(chat, now);
}

/** @param {Chat} chat @param {Message} message */
function place(chat, message) {
  const first = chat.messages[0]?.seq ?? message.seq;
  const end = chat.messages.at(-1)?.seq ?? message.seq - 1;
  if (message.seq === end + 1) chat.messages.push(message);
  else if (message.seq >= first && message.seq <= end) {
    chat.messages[message.seq - first] = message;
    requote(chat, message);
  } else if (message.seq > end) Object.assign(chat, { messages: [], loaded: false, hasBefore: true });
}

/** What is left of a message that one deleted for oneself. @param {Message} old @returns {Message} */
const gone = (old) => ({ ...old, text: "", hidden: true, reply_to: null, reactions: [], pinned_at: null });

/** One doesn't see it any more. @param {Chat} chat @param {number} seq */
export const hide = (chat, seq) => patch(chat, seq, gone);

/** Nothing up to here is there for oneself; where that becomes less, more is there than was held. @param {Chat} chat @param {number} seq */
export function setCleared(chat, seq) {
  if (seq < chat.cleared) {
    Object.assign(chat, { cleared: seq, messages: [], loaded: false, hasBefore: chat.lastSeq > seq, pins: undefined });
    return;
  }
  if (seq === chat.cleared) return;
  const messages = chat.messages.filter((one) => one.seq > seq);
  const hasBefore = (messages[0]?.seq ?? chat.lastSeq + 1) > seq + 1 && chat.hasBefore;
  Object.assign(chat, { cleared: seq, messages, hasBefore, pins: chat.pins?.filter((one) => one.seq > seq) });
  if ((chat.last?.seq ?? 0) <= seq) chat.last = null;
  if (chat.marker !== null && chat.marker < seq) chat.marker = null;
  for (const [at, one] of messages.entries()) {
    if (one.reply_to && one.reply_to.seq <= seq) messages[at] = { ...one, reply_to: { ...one.reply_to, text: "", deleted: true } };
  }
  if (chat.readSeq < seq) countUnread(chat);
}

/** Chats that were read on another device and aren't held here: only the server knows how many are left. @type {Set<number>} */
export const uncounted = new Set();

/** One's own cursor, never back. @param {Chat} chat @param {number} seq */
export function setRead(chat, seq) {
  if (seq <= chat.readSeq) return;
  chat.readSeq = seq;
  countUnread(chat);
}

/** Unread messages, as far as they are held. @param {Chat} chat */
function countUnread(chat) {
  const seen = Math.max(chat.readSeq, chat.cleared);
  if (seen >= chat.lastSeq) chat.unread = 0;
  else if (chat.loaded) chat.unread = chat.messages.filter((one) => one.seq > seen && one.sender_id !== state.me.id).length;
  else uncounted.add(chat.id);
}

/**
 * Reactions as everybody is told of them, with one's own marked.
 *
 * @param {import("./store.js").Reaction[]} told
 * @param {import("./store.js").Reaction[] | undefined} old
 * @param {{ emoji: string, on: boolean }} [own]
 */
function withMine(told, old, own) {
  const mine = new Set((old ?? []).filter((one) => one.me).map((one) => one.emoji));
  if (own?.on) mine.add(own.emoji);
  else if (own) mine.delete(own.emoji);
  return told.map((one) => ({ ...one, me: mine.has(one.emoji) }));
}

/** A message that came live, with what may be shown here of the one that it answers. @param {Chat} chat @param {Message} message */
function quoting(chat, message) {
  const quote = message.reply_to;
  if (!quote || quote.deleted) return message;
  const original = held(chat, quote.seq);
  if (original && !original.hidden) return message;
  const there = !original && quote.seq > chat.cleared;
  if (there) unquoted.add(`${chat.id}/${message.seq}`);
  return { ...message, reply_to: { ...quote, text: "", deleted: !there } };
}

/** A change of a message, unless it is known here with more than that. @param {number} rev @param {(old: Message) => Message} change */
const since = (rev, change) => (/** @type {Message} */ old) => (old.hidden || old.rev >= rev ? old : { ...change(old), rev });

/** Events about messages. What isn't held here may not be there for oneself: it is passed over. @type {Record<string, (chat: Chat, event: any) => void>} */
export const onMessage = {
  "message.new": (chat, { message }) => {
    const fresh = message.seq > chat.lastSeq;
    putMessage(chat, quoting(chat, message));
    if (fresh && message.seq > chat.readSeq && message.sender_id !== state.me.id) chat.unread += 1;
  },
  "message.edited": (chat, { rev, message }) =>
    patch(chat, message.seq, since(rev, (old) => ({ ...message, reactions: withMine(message.reactions, old.reactions), reply_to: old.reply_to }))),
  "message.deleted": (chat, { rev, seq, by, at }) =>
    patch(chat, seq, since(rev, (old) => ({ ...old, text: "", deleted_at: at, deleted_by: by, edited_at: null, reactions: [], reply_to: null, pinned_at: null }))),
  "reaction.changed": (chat, { rev, seq, user_id, emoji, on, reactions }) => {
    const own = user_id === state.me.id ? { emoji, on } : undefined;
    patch(chat, seq, since(rev, (old) => ({ ...old, reactions: withMine(reactions, old.reactions, own) })));
  },
  "pin.changed": (chat, { rev, seq, pinned, by, at }) => {
    patch(chat, seq, since(rev, (old) => ({ ...old, pinned_at: pinned ? at : null, pinned_by: pinned ? by : null })));
    const here = held(chat, seq);
    if (here) repin(chat, here);
    // Of one that isn't held only the server knows whether it is there.
    else if (seq > chat.cleared) chat.pins = undefined;
  },
};

/** Events and pages of a sync that came while a page of history was under way, by chat: it may be from before them. @type {Map<number, any[]>} */
export const meanwhile = new Map();

/** Takes in again what came while a page was under way. @param {Chat} chat @param {any[]} events */
export function again(chat, events) {
  for (const event of events) {
    if (event.ev === "sync") for (const message of event.messages) putMessage(chat, message);
    else (onMessage[event.ev] ?? onOwn[event.ev])?.(chat, event);
  }
}

/** Events of one's own about messages. @type {Record<string, (chat: Chat, event: any) => void>} */
export const onOwn = {
  "message.hidden": (chat, { seq }) => hide(chat, seq),
  "history.cleared": (chat, event) => {
    chat.clearedRev = Math.max(chat.clearedRev ?? 0, event.cleared_rev);
    setCleared(chat, Math.max(chat.cleared, event.cleared_seq));
  },
};
