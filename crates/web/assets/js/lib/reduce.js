/** The one way in which the state changes: live events and pages of a sync alike. */
import { putContact } from "./contacts.js";
import { heardOf } from "./heard.js";
import { keptOf, putKept } from "./kept.js";
import { putLines } from "./lines.js";
import { applyNotice, applyNotices } from "./notices.js";
import { hide, meanwhile, onMessage, onOwn, putMessage, setCleared, setRead, uncounted } from "./life.js";
import { isLarge, state } from "./store.js";
import { ms } from "./time.js";

/** @param {any} user what the server tells of a person */
export function putUser(user) {
  const id = user.user_id ?? user.id;
  const old = state.users.get(id);
  state.users.set(id, {
    id,
    username: user.username,
    display_name: user.display_name,
    online: user.online ?? old?.online ?? false,
    last_seen: user.last_seen ?? old?.last_seen ?? null,
    status: user.status ?? null, // what is missing here is none
    deleted: user.deleted ?? false,
  });
}

/** What says nothing of presence, which is told by itself. @template T @param {T} user @returns {T} */
const plain = (user) => ({ ...user, online: undefined, last_seen: undefined });

/** @param {import("./store.js").Chat} chat @param {any} member */
export function putMember(chat, member) {
  putUser(member);
  if (member.left) chat.members.delete(member.user_id);
  else {
    chat.members.set(member.user_id, {
      user_id: member.user_id,
      role: member.role,
      read_seq: Math.max(member.read_seq, chat.members.get(member.user_id)?.read_seq ?? 0),
    });
    if (member.user_id === state.me?.id) chat.role = member.role;
  }
}

/** What a group tells of itself beside its title. @param {any} data */
const about = ({ description = null, rules = null, color = null, settings = null }) => ({ description, rules, color, settings });

/** What is for oneself alone of a chat that is here, as the server tells it whole. Its own changes come by themselves: its rev stays. @param {import("./store.js").Chat} chat @param {any} data */
export function putOwn(chat, data) {
  setCleared(chat, data.cleared_seq);
  chat.clearedRev = data.cleared_rev ?? 0;
  putKept(chat, data.kept ?? {});
  setRead(chat, data.read_seq);
  if (chat.rev === data.rev && chat.readSeq === data.read_seq) {
    // The server counts what isn't held here, too.
    chat.unread = data.unread;
    uncounted.delete(chat.id);
  }
  return chat;
}

/** A chat as the server tells it whole. Keeps the messages that are here, if it is the same. @param {any} data */
export function putChat(data) {
  const old = state.chats.get(data.id);
  if (old && !old.removed && old.rev >= data.rev) return putOwn(old, data); // nothing changed but perhaps what is one's own
  /** @type {import("./store.js").Chat} */
  const chat = {
    id: data.id,
    kind: data.kind,
    title: data.title,
    rev: data.rev,
    lastSeq: data.last_seq,
    readSeq: data.read_seq,
    unread: data.unread,
    cleared: data.cleared_seq,
    memberCount: data.member_count,
    role: data.role,
    members: new Map(),
    last: data.last_message,
    activityAt: ms(data.activity_at),
    messages: [],
    hasBefore: data.last_seq > data.cleared_seq,
    loaded: false,
    removed: false,
    marker: old?.marker ?? null,
    pins: undefined,
    mute: data.mute,
    createdAt: data.created_at,
    clearedRev: data.cleared_rev ?? 0,
    kept: keptOf(data.kept ?? {}),
    lines: [],
    ...about(data),
  };
  for (const member of data.members) putMember(chat, member);
  const end = old?.messages.at(-1)?.seq ?? 0;
  if (old?.loaded && end === chat.lastSeq && old.cleared <= chat.cleared) {
    // What is cleared since goes from what is held.
    setCleared(old, chat.cleared);
    Object.assign(chat, { messages: old.messages, lines: old.lines, hasBefore: old.hasBefore, loaded: true, pins: old.pins });
  }
  state.chats.set(chat.id, chat);
  return chat;
}

/** @type {Record<string, (chat: import("./store.js").Chat, event: any) => void>} */
const onChat = {
  ...onMessage,
  "chat.changed": (chat, event) => void Object.assign(chat, about(event), { title: event.title }),
  "member.added": (chat, event) => {
    for (const member of event.members) {
      heardOf(chat.id, member.user_id);
      putMember(chat, plain(member));
    }
    chat.memberCount = event.member_count;
  },
  "member.changed": (chat, event) => {
    heardOf(chat.id, event.member.user_id);
    putMember(chat, plain(event.member));
  },
  "member.removed": (chat, event) => {
    heardOf(chat.id, event.user_id);
    chat.members.delete(event.user_id);
    const large = isLarge(chat);
    chat.memberCount = event.member_count;
    // What the others read meanwhile was not told.
    if (large && !isLarge(chat)) chat.members = new Map();
    if (event.user_id === state.me.id) forget(chat.id, event.by);
  },
  read: (chat, event) => {
    const member = chat.members.get(event.user_id);
    if (member) member.read_seq = Math.max(member.read_seq, event.seq);
    if (event.user_id === state.me.id) setRead(chat, event.seq);
  },
};

/** What one reads while it ends stays until one goes; what ended while one was away is gone. @param {number} id @param {number | null} [by] who took one out: nobody says so of what is past */
function forget(id, by = null) {
  const chat = state.chats.get(id);
  if (!chat) return;
  if (state.current === id && (chat.removed || by !== null)) Object.assign(chat, { removed: true, removedBy: by ?? chat.removedBy, unread: 0, marker: null });
  else {
    state.chats.delete(id);
    if (state.current === id) state.ended = { chat: id, title: chat.title };
  }
}

/** A live event. @param {any} event */
export function applyEvent(event) {
  if (event.ev === "user.changed") {
    putUser(plain(event.user));
    if (event.account) Object.assign(state.me, event.account);
    if (event.contact) putContact(event.contact);
    state.profiles.delete(event.user.id);
    state.userRev = Math.max(state.userRev, event.user_rev ?? 0);
    return;
  }
  if (event.ev === "chat.new" || event.contact || applyNotice(event)) {
    if (event.chat) putChat(event.chat);
    if (event.contact) putContact(event.contact);
    state.userRev = Math.max(state.userRev, event.user_rev);
    return;
  }
  const own = event.ev === "chat.kept" ? putKept : onOwn[event.ev];
  if (own) {
    const chat = state.chats.get(event.chat_id);
    if (chat) own(chat, event);
    meanwhile.get(event.chat_id)?.push(event);
    state.userRev = Math.max(state.userRev, event.user_rev);
    return;
  }
  if (event.ev === "typing") {
    const chat = state.typing.get(event.chat_id) ?? new Map();
    state.typing.set(event.chat_id, chat.set(event.user_id, Date.now() + 5_000));
    return;
  }
  if (event.ev === "presence") {
    const user = state.users.get(event.user_id);
    if (user) Object.assign(user, { online: event.online, last_seen: event.last_seen ?? user.last_seen });
    return;
  }
  const chat = state.chats.get(event.chat_id);
  // Lines never change: whichever way one comes, and twice, is good.
  if (chat && !chat.removed && event.line) putLines(chat, [event.line]);
  if (chat && event.cleared_rev) chat.clearedRev = Math.max(chat.clearedRev ?? 0, event.cleared_rev);
  // One's own cursor is no change of the chat for those who keep it to themselves, but one of their own stream.
  if (chat && event.ev === "read" && event.user_id === state.me.id) {
    setRead(chat, event.seq);
    state.userRev = Math.max(state.userRev, event.user_rev ?? 0);
  }
  // What has no rev of the chat is none of its changes.
  if (!chat || chat.removed || !(event.rev > chat.rev)) return;
  onChat[event.ev]?.(chat, event);
  meanwhile.get(chat.id)?.push(event);
  chat.rev = event.rev;
}

/** A page of a sync; answers how many messages of others it brought. @param {any} page */
export function applySync(page) {
  let news = 0;
  for (const id of page.gone) forget(id);
  for (const part of page.chats) {
    const chat = state.chats.get(part.chat_id);
    if (!chat) continue;
    if (part.reset) {
      Object.assign(chat, { messages: part.messages, loaded: true, hasBefore: (part.messages[0]?.seq ?? 0) > chat.cleared + 1, pins: undefined });
      chat.last = part.messages.at(-1) ?? null;
      chat.lines = [];
    }
    putLines(chat, part.lines);
    if (part.roster) chat.members = new Map();
    for (const member of part.members) {
      heardOf(chat.id, member.user_id);
      putMember(chat, plain(member));
    }
    // One that was changed comes after those that were sent later; its place is its seq.
    const messages = [...part.messages].sort((/** @type {any} */ a, /** @type {any} */ b) => a.seq - b.seq);
    for (const message of messages) {
      if (message.seq > chat.lastSeq && message.sender_id !== state.me.id) news += 1;
      putMessage(chat, message);
    }
    meanwhile.get(chat.id)?.push({ ev: "sync", messages });
    chat.readSeq = Math.max(chat.readSeq, part.read_seq);
    Object.assign(chat, { rev: part.rev, title: part.title, unread: part.unread, memberCount: part.member_count });
    if (part.info) Object.assign(chat, about(part.info));
    if (part.role) chat.role = part.role;
    chat.lastSeq = Math.max(chat.lastSeq, part.more ? 0 : part.last_seq);
  }
  if (page.user) {
    for (const id of page.user.left) forget(id);
    for (const told of page.user.joined) {
      const chat = state.chats.get(told.id);
      if (chat && !chat.removed) putOwn(chat, told);
      else putChat(told);
    }
    for (const told of page.user.kept ?? []) {
      const chat = state.chats.get(told.chat_id);
      if (chat) putKept(chat, told);
    }
    for (const { chat_id, seq } of page.user.hidden ?? []) {
      const chat = state.chats.get(chat_id);
      if (chat) hide(chat, seq);
      meanwhile.get(chat_id)?.push({ ev: "message.hidden", seq });
    }
    for (const contact of page.user.contacts) putContact(contact);
    if (page.user.account) Object.assign(state.me, page.user.account);
    applyNotices(page.user);
    state.userRev = page.user.rev;
  }
  return news;
}
