/** Asks the server for messages, page after page, and tells how it stands. */
import { ApiError, get } from "./api.js";
import { state } from "./store.js";

/**
 * @typedef {{ start: number, end: number }} Mark
 * @typedef {{ id: number, username: string, display_name: string, deleted?: boolean }} Person
 * @typedef {{ message: import("./store.js").Message, sender: Person, chat: { id: number, kind: string, title: string | null, peer: Person | null }, marks: Mark[], snippet: { text: string, start: number } | null }} Hit
 * @typedef {{ q: string, chat: number | null, from: number | null, after: string, before: string, links: boolean }} Wish
 * @typedef {"idle" | "short" | "first" | "more" | "page" | "end" | "offline" | "busy" | "failed"} Stand
 */

const PAGE = 30;
/** Empty pages that are passed by without being asked to go on. */
const EMPTY = 5;
const BUSY_MS = 6_000;

/** The midnight here with which a day begins, `by` days later. @param {string} day @param {number} by */
function midnight(day, by) {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + by).toISOString();
}

/** @param {Wish} wish @param {string | null} cursor */
function address(wish, cursor) {
  const query = new URLSearchParams({ q: wish.q, limit: String(PAGE) });
  if (wish.chat !== null) query.set("chat_id", String(wish.chat));
  if (wish.from !== null) query.set("from", String(wish.from));
  if (wish.after) query.set("after", midnight(wish.after, 0));
  if (wish.before) query.set("before", midnight(wish.before, 1));
  if (wish.links) query.set("has", "link");
  if (cursor) query.set("cursor", cursor);
  return `/search?${query}`;
}

/** Signs that are words by themselves need no second one. @param {string} q */
const isShort = (q) => [...q].length < 2 && (q.codePointAt(0) ?? 0) < 0x2190;

export class Seek {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {Hit[]} */
    this.hits = [];
    /** @type {Stand} */
    this.stand = "idle";
    this.complete = true;
    /** @type {string | null} */
    this.cursor = null;
    /** @type {Wish | null} */
    this.wish = null;
    /** Counts searches: answers to an older one are passed over. */
    this.turn = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** Begins a new search. @param {Wish} wish */
  start(wish) {
    this.stop();
    Object.assign(this, { hits: [], cursor: null, complete: true, wish });
    if (wish.q === "" && !wish.links) return this.tell("idle");
    if (wish.q !== "" && isShort(wish.q)) return this.tell("short");
    return void this.fetch(0);
  }

  stop() {
    this.turn += 1;
    clearTimeout(this.timer);
  }

  /** The next page, when there is one and none is on its way. */
  more() {
    if (this.cursor && this.stand === "page") void this.fetch(0);
  }

  /** The same once more after it went wrong. */
  again() {
    void this.fetch(0);
  }

  /** @param {Stand} stand */
  tell(stand) {
    this.stand = stand;
    this.changed();
  }

  /** @param {number} empty pages without anything so far */
  async fetch(empty) {
    const { wish, turn } = this;
    if (!wish) return;
    if (state.connection === "offline") return this.tell("offline");
    this.tell(this.cursor || this.hits.length > 0 ? "more" : "first");
    try {
      const page = await get(address(wish, this.cursor));
      if (turn !== this.turn) return;
      this.hits.push(...page.items);
      this.cursor = page.next_cursor;
      this.complete &&= page.complete;
      if (page.items.length === 0 && this.cursor && empty < EMPTY) return void this.fetch(empty + 1);
      this.tell(this.cursor ? "page" : "end");
    } catch (error) {
      if (turn === this.turn) this.wrong(error);
    }
  }

  /** @param {unknown} error */
  wrong(error) {
    const known = error instanceof ApiError ? error : null;
    if (known?.status === 422) return this.tell("short");
    if (known?.status === 0) return this.tell("offline");
    if (known?.status !== 429) return this.tell("failed");
    this.timer = setTimeout(() => void this.fetch(0), BUSY_MS);
    return this.tell("busy");
  }
}
