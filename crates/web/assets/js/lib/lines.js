/** What happened in a group, as lines between its messages. */
import { state } from "./store.js";
import { dayKey, ms } from "./time.js";

/**
 * @typedef {{ id: number, username?: string, display_name: string, deleted?: boolean }} Brief
 * @typedef {{ rev: number, after_seq: number, at: string, kind: string, by?: Brief | null, users?: Brief[], changes?: Change[] }} Line
 * @typedef {{ what: string, to?: string | null }} Change
 * @typedef {import("./store.js").Chat} Chat
 */

/** Takes in lines; one that is here already changes nothing. @param {Chat} chat @param {Line[] | undefined} lines */
export function putLines(chat, lines) {
  if (!lines || lines.length === 0) return;
  const all = new Map((chat.lines ?? []).map((line) => [line.rev, line]));
  for (const line of lines) {
    all.set(line.rev, line);
    for (const user of [line.by, ...(line.users ?? [])]) if (user) meet(user);
  }
  chat.lines = [...all.values()].sort((a, b) => a.after_seq - b.after_seq || a.rev - b.rev);
}

/** Somebody who may have left long ago. @param {Brief} user */
function meet({ id, username = "", display_name, deleted = false }) {
  if (!state.users.has(id)) state.users.set(id, { id, username, display_name, deleted, online: false, last_seen: null, status: null });
}

/** Whether two neighbours are one line. @param {Line} a @param {Line} b */
function folds(a, b) {
  if (a.kind !== b.kind || a.after_seq !== b.after_seq || dayKey(ms(a.at)) !== dayKey(ms(b.at))) return false;
  if (a.by?.id !== b.by?.id) return false;
  return a.kind !== "role" || a.changes?.[0]?.to === b.changes?.[0]?.to;
}

/** Both lists, with the later one's where they name the same. @template T @param {T[]} a @param {T[]} b @param {(one: T) => unknown} name */
const union = (a, b, name) => [...new Map([...a, ...b].map((one) => [name(one), one])).values()];

/** Neighbours of one kind as one line, named by the first of them. @param {Line[]} lines @returns {Line[]} */
export function folded(lines) {
  /** @type {Line[]} */
  const all = [];
  for (const line of lines) {
    const before = all.at(-1);
    if (!before || !folds(before, line)) {
      all.push(line);
      continue;
    }
    const users = union(before.users ?? [], line.users ?? [], (one) => one.id);
    const changes = union(before.changes ?? [], line.changes ?? [], (one) => one.what);
    all[all.length - 1] = { ...before, users, changes, at: line.at };
  }
  return all;
}

/**
 * Those that stand between the messages that are shown.
 *
 * @param {Chat} chat
 * @param {{ from: number, to: number, follows: boolean }} part
 * @returns {Line[]}
 */
export function linesOf(chat, part) {
  if (!chat.loaded || !chat.lines) return [];
  const first = chat.hasBefore || part.from > 0 ? (chat.messages[part.from]?.seq ?? Infinity) : 0;
  const last = part.follows ? Infinity : (chat.messages[part.to - 1]?.seq ?? 0);
  return folded(chat.lines.filter((line) => line.after_seq >= first && line.after_seq <= last && line.rev > (chat.clearedRev ?? 0)));
}

/**
 * Puts them where they belong: each after its message, and before what isn't sent yet.
 *
 * @template {{ seq: number }} T
 * @template U
 * @param {T[]} messages by seq; those without one at the end
 * @param {Line[]} lines
 * @param {(line: Line) => U} make
 * @returns {(T | U)[]}
 */
export function weave(messages, lines, make) {
  /** @type {(T | U)[]} */
  const all = [];
  let at = 0;
  for (const message of messages) {
    for (let line = lines[at]; line && (message.seq === 0 || line.after_seq < message.seq); line = lines[at]) {
      all.push(make(line));
      at += 1;
    }
    all.push(message);
  }
  return [...all, ...lines.slice(at).map(make)];
}
