/**
 * Messages on their way: they wait without a connection, survive a reload, and go once, in order.
 *
 * Each lies in a place of its own, so that two windows of one person don't overwrite each other's;
 * both may send it, as the server knows it by its `client_id`.
 */
import { textOf } from "./api.js";
import { hold, holdMs, pauseMs } from "./slow.js";
import { changed, state } from "./store.js";
import { newId } from "./text.js";

/** @typedef {import("./store.js").Pending} Pending */

/** @type {import("./socket.js").Socket | null} */
let socket = null;
let busy = false;

const prefix = () => `tertulia.outbox.${state.me?.id}.`;

/** @param {Pending} one */
function keep(one) {
  localStorage.setItem(prefix() + one.clientId, JSON.stringify(one));
}

/** @param {string} clientId */
export function drop(clientId) {
  localStorage.removeItem(prefix() + clientId);
}

/** @param {import("./socket.js").Socket} over */
export function start(over) {
  socket = over;
  /** @type {Pending[]} */
  const kept = [];
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(prefix()))) {
    try {
      kept.push(JSON.parse(localStorage.getItem(key) ?? ""));
    } catch {
      localStorage.removeItem(key);
    }
  }
  state.pending = kept.sort((a, b) => a.order - b.order);
}

let last = 0;

/** @param {number} chatId @param {string} text @param {import("./store.js").Quote | null} [quote] what it answers */
export function send(chatId, text, quote = null) {
  // Two in one millisecond, or a clock set back, still have an order.
  last = Math.max(Date.now(), last + 1, (state.pending.at(-1)?.order ?? 0) + 1);
  /** @type {Pending} */
  const one = { clientId: newId(), chatId, text, at: Date.now(), order: last, state: "waiting", quote };
  state.pending.push(one);
  keep(one);
  changed();
  void flush();
}

/** @param {string} clientId */
export function retry(clientId) {
  const one = state.pending.find((p) => p.clientId === clientId);
  if (!one) return;
  Object.assign(one, { state: "waiting", error: undefined });
  keep(one);
  changed();
  void flush();
}

/** @param {string} clientId */
export function discard(clientId) {
  state.pending = state.pending.filter((p) => p.clientId !== clientId);
  drop(clientId);
  changed();
}

/** Sends what waits, one after the other: the next goes when the one before is stored. */
export async function flush() {
  if (busy || !socket) return;
  busy = true;
  try {
    for (;;) {
      // A group in slow mode holds up its own messages alone.
      const next = state.pending.find((p) => p.state === "waiting" && holdMs(p.chatId) === 0);
      if (!next || !socket.live) break;
      if (!(await deliver(next, socket))) break;
      changed();
    }
  } finally {
    busy = false;
    comeBack();
    changed();
  }
}

/** The longest between two looks: slow mode may have been turned off meanwhile. */
const LOOK_MS = 10_000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let later;

/** Looks again when the first that is held up may go. */
function comeBack() {
  clearTimeout(later);
  const waits = state.pending.filter((p) => p.state === "waiting").map((p) => holdMs(p.chatId));
  const first = Math.min(...waits.filter((wait) => wait > 0));
  if (Number.isFinite(first)) later = setTimeout(flush, Math.min(first + 50, LOOK_MS));
}

/** Whether to go on with the next. @param {Pending} next @param {import("./socket.js").Socket} over */
async function deliver(next, over) {
  const fields = { chat_id: next.chatId, client_id: next.clientId, text: next.text, ...(next.quote ? { reply_to: next.quote.seq } : {}) };
  try {
    const ok = await over.ask("message.send", fields);
    drop(next.clientId);
    hold(next.chatId, pauseMs(state.chats.get(next.chatId)));
    // The event brings the message itself, in its place among the others'.
    Object.assign(next, { state: "stored", seq: ok.seq, at: Date.parse(ok.sent_at) });
    const chat = state.chats.get(next.chatId);
    const here = chat && chat.lastSeq >= ok.seq && chat.rev >= ok.rev;
    if (here) state.pending = state.pending.filter((p) => p !== next);
    return true;
  } catch (error) {
    const problem = /** @type {any} */ (error);
    if (problem.code === "slow_mode") {
      hold(next.chatId, problem.retry_after_ms ?? 1_000);
      if (holdMs(next.chatId) > 0) return true;
    }
    if (problem.temporary) {
      if (problem.code !== "lost") setTimeout(flush, problem.retry_after_ms ?? 2_000);
      return false;
    }
    // What it answers is gone: it can still go by itself.
    if (problem.code === "reply_not_found") next.quote = null;
    Object.assign(next, { state: "failed", error: textOf(problem) });
    keep(next);
    return true;
  }
}
