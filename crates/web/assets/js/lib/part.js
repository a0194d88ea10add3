/**
 * Which part of a long conversation is drawn: what one sees, and enough on both sides to scroll on. However
 * many messages are held, the page stays as small.
 */

/** @typedef {import("./store.js").Chat} Chat */

/** So many are drawn at first, and at most. */
export const SHOWN = 200;
export const MOST = 320;
/** So many come at a time, and are one part of the page: as many as can be drawn within a frame. */
export const STEP = 8;
/** So many on each side of a message that one goes to. */
const AROUND = 120;
/** So many are held beyond what is drawn while one scrolls. */
export const AHEAD = 150;

/** The place before which a part of the page ends, at or before this one. @param {Chat} chat @param {number} at */
const whole = ({ messages }, at) => at - (((messages[0]?.seq ?? 0) + at) % STEP);

export class Part {
  constructor() {
    /** Nothing before this seq is drawn; 0: as many as fit before the end. */
    this.first = 0;
    /** Nothing after it; without end it follows what comes. */
    this.last = Infinity;
  }

  get follows() {
    return this.last === Infinity;
  }

  /** Where it begins and ends among the messages that are held. @param {Chat} chat @returns {{ from: number, to: number, follows: boolean }} */
  of({ messages }) {
    const base = messages[0]?.seq ?? 1;
    const to = this.follows ? messages.length : Math.min(messages.length, Math.max(0, this.last - base + 1));
    const from = this.first === 0 ? Math.max(0, to - SHOWN) : Math.min(Math.max(0, this.first - base), to);
    return { from, to, follows: this.follows };
  }

  /** Stays where it begins, and as small as it may be, while one isn't at the end. @param {Chat} chat */
  hold(chat) {
    const { from, to } = this.of(chat);
    this.first = chat.messages[from]?.seq ?? 0;
    if (to - from > MOST) this.last = chat.messages[from + MOST - 1]?.seq ?? Infinity;
  }

  /** More at the top; answers whether there was any. @param {Chat} chat */
  up(chat) {
    const { from, to } = this.of(chat);
    if (from === 0) return false;
    const begin = Math.max(0, whole(chat, from - STEP));
    this.first = chat.messages[begin]?.seq ?? 0;
    if (to - begin > MOST) this.last = chat.messages[begin + MOST - 1]?.seq ?? Infinity;
    return true;
  }

  /** More at the bottom; answers whether there was any. @param {Chat} chat */
  down(chat) {
    if (this.follows) return false;
    const { from, to } = this.of(chat);
    const end = Math.min(chat.messages.length, whole(chat, to + STEP));
    this.last = end === chat.messages.length ? Infinity : (chat.messages[end - 1]?.seq ?? Infinity);
    this.first = chat.messages[Math.max(from, end - MOST)]?.seq ?? 0;
    return true;
  }

  /** What lies around a message. @param {Chat} chat @param {number} seq */
  around(chat, seq) {
    this.first = Math.max(1, seq - AROUND);
    this.last = seq + AROUND >= chat.lastSeq ? Infinity : seq + AROUND;
  }

  /** The newest; answers whether something else was drawn. */
  end() {
    const was = this.follows;
    this.first = 0;
    this.last = Infinity;
    return !was;
  }
}
