/** The bubbles of a conversation. */
import { isBlocked } from "../lib/contacts.js";
import { h, icon } from "../lib/dom.js";
import { discard, retry } from "../lib/outbox.js";
import { linesOf, weave } from "../lib/lines.js";
import { hasBlocks, rich } from "../lib/rich.js";
import { chosenIn } from "../lib/selection.js";
import { changed, nameOf, readByAll, state } from "../lib/store.js";
import { avatar, emojiIn, hueOf } from "../lib/text.js";
import { dateTime, day, dayKey, ms, time } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { attempt, tools } from "./actions.js";
import { systemLine, wordsOf } from "./lines.js";
import { quote, reactions, tombstone } from "./quote.js";
import { choiceBox } from "./select.js";

/** @type {Set<string>} messages of blocked people that one wanted to see */
const unfolded = new Set();

/** A run of one person's messages breaks after this long. */
const RUN_MS = 5 * 60_000;

/**
 * @typedef {{ key: string, kind: "day" | "marker" | "message" | "system", at: number, text: string, sender: number,
 *   seq: number, state: string, first: boolean, last: boolean, error?: string, clientId: string, rev?: number,
 *   edited?: number, gone?: boolean, deletedBy?: number | null, quote?: import("../lib/store.js").Quote | null,
 *   reactions?: import("../lib/store.js").Reaction[], pinned?: boolean, system?: import("../lib/lines.js").Line }} Line
 */

/**
 * What a conversation shows, from top to bottom.
 *
 * @param {import("../lib/store.js").Chat} chat
 * @param {{ from: number, to: number, follows: boolean }} part of its messages
 * @returns {Line[]}
 */
export function lines(chat, part) {
  /** @type {Line[]} */
  const all = [];
  const base = { text: "", sender: 0, seq: 0, state: "", first: false, last: false, clientId: "" };
  let today = "";
  // Where the first unread isn't here yet, the line waits for it.
  let marked = chat.marker === null || ((chat.hasBefore || part.from > 0) && (chat.messages[part.from]?.seq ?? 0) > chat.marker + 1);
  const system = (/** @type {import("../lib/lines.js").Line} */ line) => ({ ...base, key: `l${line.rev}`, kind: /** @type {const} */ ("system"), at: ms(line.at), system: line });
  const told = linesOf(chat, part).filter((line) => wordsOf(line) !== "");
  for (const message of weave(bubbles(chat, part), told, system)) {
    const key = dayKey(message.at);
    if (key !== today) {
      today = key;
      all.push({ ...base, key: `d${key}`, kind: "day", at: message.at });
    }
    if (!marked && message.seq > (chat.marker ?? 0) && message.seq > 0 && message.sender !== state.me.id) {
      marked = true;
      all.push({ ...base, key: "marker", kind: "marker", at: message.at });
    }
    if (message.kind === "system") {
      all.push(message);
      continue;
    }
    const before = all.at(-1);
    const joins = before?.kind === "message" && before.sender === message.sender && message.at - before.at < RUN_MS;
    message.first = !joins;
    message.last = true;
    if (joins && before) before.last = false;
    all.push(message);
  }
  return all;
}

/** @param {import("../lib/store.js").Chat} chat @param {{ from: number, to: number, follows: boolean }} part @returns {Line[]} */
function bubbles(chat, { from, to, follows }) {
  const read = readByAll(chat);
  const stored = chat.messages.slice(from, to).filter((m) => !m.hidden).map((m) => ({
    key: `c${m.client_id}.${m.sender_id}`,
    kind: /** @type {const} */ ("message"),
    at: ms(m.sent_at),
    text: m.text,
    sender: m.sender_id,
    seq: m.seq,
    state: m.sender_id === state.me.id && m.seq <= read ? "read" : "sent",
    first: false,
    last: false,
    clientId: m.client_id,
    edited: m.edited_at ? ms(m.edited_at) : 0,
    gone: Boolean(m.deleted_at),
    deletedBy: m.deleted_by,
    quote: m.reply_to,
    reactions: m.reactions,
    pinned: Boolean(m.pinned_at),
  }));
  if (!follows) return stored;
  const newest = stored.at(-1)?.at ?? 0;
  const waiting = state.pending
    .filter((p) => p.chatId === chat.id)
    .map((p) => ({
      key: `c${p.clientId}.${state.me.id}`,
      kind: /** @type {const} */ ("message"),
      // Never before what stands above it, whatever this device's clock says.
      at: Math.max(p.at, p.state === "failed" ? 0 : newest),
      text: p.text,
      sender: state.me.id,
      seq: p.seq ?? 0,
      state: { waiting: "pending", stored: "sent", failed: "failed" }[p.state],
      first: false,
      last: false,
      error: p.error,
      clientId: p.clientId,
      quote: p.quote,
    }));
  return [...stored, ...waiting];
}

/** What few messages have. @param {Line} line */
const dress = (line) => (line.quote || line.reactions?.length ? JSON.stringify([line.quote, line.reactions]) : "");

/** @param {Line} line */
export const signOf = (line) =>
  line.system ? wordsOf(line.system) + line.at : [line.kind, isFolded(line), line.state, line.first, line.last, line.text, line.edited, line.gone, line.pinned, dress(line), line.error ?? "", line.kind === "message" ? nameOf(line.sender) + choiceOf(line) + (line.quote ? nameOf(line.quote.sender_id) : "") : day(line.at)].join("|");

/** Whether it is chosen, where one is choosing. @param {Line} line */
function choiceOf(line) {
  const seqs = chosenIn(state.current ?? 0);
  return seqs ? `|${seqs.has(line.seq)}` : "";
}

/** @param {Line} line @param {boolean} group */
export function draw(line, group) {
  if (line.kind === "day") return h("div.day", null, h("span", null, day(line.at)));
  if (line.system) return systemLine(line.system);
  if (line.kind === "marker") return h("div.marker", null, h("span", null, t.newMessages));
  const own = line.sender === state.me.id;
  const faced = !own && group;
  const states = /** @type {Record<string, string>} */ (t.state);
  const marks = [own ? "own" : "other", line.first && "first", line.last && "last", faced && "faced"];
  const emoji = line.quote || line.gone ? 0 : emojiIn(line.text);
  if (emoji > 0) marks.push("emoji", `emoji-${emoji}`);
  const choice = line.seq > 0 ? choiceBox(state.current ?? 0, line.seq, line.sender) : null;
  if (choice) marks.push("choosing", choice.getAttribute("aria-checked") === "true" && "is-chosen");
  return h(
    `article.message.is-${line.state}.${marks.filter(Boolean).join(".")}`,
    {
      "data-testid": "message",
      "data-seq": line.seq || undefined,
      "data-state": line.state,
      "data-own": String(own),
      "aria-label": `${own ? t.you : nameOf(line.sender)}, ${time(line.at)}${own ? `, ${states[line.state]}` : ""}`,
    },
    choice,
    faced ? (line.last ? avatar(line.sender, nameOf(line.sender), { size: "small" }) : h("span", null)) : null,
    bubble(line, own, faced && line.first),
    isFolded(line) ? null : reactions(line),
    line.state === "failed" ? failure(line) : null,
  );
}

/** @param {Line} line @param {boolean} own @param {boolean} named */
function bubble(line, own, named) {
  const states = /** @type {Record<string, string>} */ (t.state);
  const tick = { pending: "clock", sent: "tick", read: "ticks", failed: "warn" }[line.state] ?? "tick";
  if (isFolded(line)) return folded(line);
  const name = named ? h("strong.sender", { dir: "auto" }, nameOf(line.sender)) : null;
  name?.style.setProperty("--hue", hueOf(line.sender));
  // The direction of a bubble is its text's: the name and the time have their own.
  return h(
    "div.bubble",
    { dir: "auto" },
    name,
    line.gone ? null : quote(line),
    line.gone ? tombstone(line, own) : said(line),
    h("span.meta", { dir: "ltr" }, line.pinned ? icon("pin", m.pinned) : null, line.edited && !line.gone ? edited(line) : null, h("time", null, time(line.at)), own ? icon(tick, states[line.state]) : null),
    line.seq > 0 ? tools(line) : null,
  );
}

/** @param {Line} line */
function said(line) {
  const nodes = rich(line.text, state.chats.get(state.current ?? 0));
  return h("div.text", { class: hasBlocks(nodes) ? "text has-blocks" : "text" }, nodes);
}

/** @param {Line} line */
const isFolded = (line) => isBlocked(line.sender) && !unfolded.has(line.key);

/** @param {Line} line */
function edited(line) {
  const open = () => attempt(import("./message-dialogs.js").then((view) => view.versions(state.current ?? 0, line.seq)));
  return h("button.edited", { type: "button", "data-testid": "edited", title: m.editedAt(dateTime(line.edited ?? 0)), onclick: open }, m.edited);
}

/** What somebody wrote whom one blocks: there, but not in the way. @param {Line} line */
function folded(line) {
  const show = () => {
    unfolded.add(line.key);
    changed();
  };
  return h("div.bubble.folded", null, h("span.text", null, t.folded), h("button.link", { type: "button", "data-testid": "unfold", onclick: show }, t.unfold));
}

/** @param {Line} line */
function failure(line) {
  return h(
    "div.failure",
    { role: "alert" },
    h("span", null, `${t.failed}: ${line.error ?? t.wrong}`),
    h("button.link", { type: "button", "data-testid": "retry", onclick: () => retry(line.clientId) }, t.retry),
    h("button.link", { type: "button", onclick: () => discard(line.clientId) }, t.discard),
  );
}
