/** Where one writes. */
import { h, iconButton, toast } from "../lib/dom.js";
import { edit } from "../lib/deeds.js";
import { send } from "../lib/outbox.js";
import { firstWords } from "../lib/rich.js";
import { isSaving, saveDraft } from "../lib/kept.js";
import { mayEdit } from "../lib/rights.js";
import { isLarge, nameOf, state, titleOf } from "../lib/store.js";
import { ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { completion } from "./complete.js";
import { format } from "./format.js";
import { slowMode } from "./slow.js";
import { writingTo } from "./writing-to.js";

/** @typedef {import("../lib/store.js").Quote} Quote */

/** From here on one is told how much room is left. */
const NEARLY = 300;
const TYPING_EVERY = 3_000;

/** Characters that still fit. Counting them one by one is only worth it near the end. @param {string} text */
const roomIn = (text) => state.limits.text_chars - (text.length < state.limits.text_chars - NEARLY ? text.length : [...text.trim()].length);

const place = (/** @type {number} */ chat) => `tertulia.draft.${state.me.id}.${chat}`;

/** The one that is on the screen. @type {{ reply: (quote: Quote) => void, edit: (seq: number, text: string) => void } | null} */
let shown = null;

/** @param {Quote} quote */
export const startReply = (quote) => shown?.reply(quote);

/** @param {number} seq @param {string} text */
export const startEdit = (seq, text) => shown?.edit(seq, text);

/** The newest message of one's own, if it may still be edited. @param {number} id */
function lastOwn(id) {
  const chat = state.chats.get(id);
  const one = chat?.messages.findLast((message) => message.sender_id === state.me.id && !message.deleted_at && !message.hidden);
  return chat && one && mayEdit(chat, { sender: one.sender_id, at: ms(one.sent_at) }) ? one : null;
}

/**
 * @param {import("../lib/store.js").Chat} chat
 * @param {import("../lib/socket.js").Socket} socket
 * @param {() => void} sent
 */
export function composer(chat, socket, sent) {
  let told = 0;
  /** @type {Quote | null} */
  let quote = null;
  /** @type {number | null} */
  let editing = null;
  const area = /** @type {HTMLTextAreaElement} */ (
    h("textarea", {
      rows: 1,
      id: "composer",
      "data-testid": "composer",
      dir: "auto",
      enterkeyhint: "send",
      "aria-autocomplete": "list",
      "aria-controls": "offers",
      placeholder: t.messageTo(titleOf(chat)),
      "aria-label": t.messageTo(titleOf(chat)),
    })
  );
  const over = h("span.over", { role: "status" });
  const button = iconButton("send", t.send, { "data-testid": "send", class: "icon-button send", disabled: true, onclick: go });
  const smile = iconButton("smile", m.emoji, { "data-testid": "emoji-button", class: "icon-button smile", "aria-haspopup": "dialog", onclick: emoji });
  const bar = writingTo(leave);
  const slow = slowMode(chat.id, () => size());
  const typed = () => {
    size();
    keep();
  };
  const offers = completion(area, chat.id, typed);
  area.value = begun();

  function size() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
    const room = roomIn(area.value);
    over.textContent = room < 0 ? t.tooLong(-room) : room < NEARLY ? t.left(room) : "";
    over.classList.toggle("is-over", room < 0);
    button.disabled = area.value.trim() === "" || room < 0 || (editing === null && slow.left() > 0);
  }

  /** What was begun here, or on another device since. */
  function begun() {
    const here = localStorage.getItem(place(chat.id));
    const there = state.chats.get(chat.id)?.kept?.draft;
    return here !== null && (isSaving(chat.id) || !there) ? here : (there?.text ?? "");
  }

  /** What was begun on another device comes here, while nothing is typed. */
  function look() {
    const there = state.chats.get(chat.id)?.kept?.draft;
    const text = there?.text ?? "";
    if (editing !== null || isSaving(chat.id) || area.value === text || (document.activeElement === area && document.hasFocus() && area.value !== "")) return;
    area.value = text;
    if (text) localStorage.setItem(place(chat.id), text);
    else localStorage.removeItem(place(chat.id));
    const one = there?.reply_to ? state.chats.get(chat.id)?.messages.find((message) => message.seq === there.reply_to) : undefined;
    if (one && !quote && !one.deleted_at && !one.hidden) shown?.reply({ seq: one.seq, sender_id: one.sender_id, text: one.text, deleted: false });
    size();
  }

  function keep() {
    if (editing !== null) return;
    if (area.value) localStorage.setItem(place(chat.id), area.value);
    else localStorage.removeItem(place(chat.id));
    saveDraft(chat.id, area.value, quote?.seq ?? null);
  }

  /** Neither answers nor edits any more; what was begun before is back. */
  function leave() {
    if (editing !== null) area.value = begun();
    quote = null;
    editing = null;
    bar.hide();
    size();
    area.focus();
  }

  /** Words that couldn't be stored are back in the field. @param {number} seq @param {string} text */
  function change(seq, text) {
    edit(chat.id, seq, text).catch((error) => {
      toast(error.message);
      if (area.isConnected && editing === null && area.value === "") startEdit(seq, text);
    });
  }

  async function emoji() {
    const place = smile.getBoundingClientRect();
    const put = (/** @type {string} */ char) => {
      area.setRangeText(char, area.selectionStart, area.selectionEnd, "end");
      typed();
      if (matchMedia("(hover: hover)").matches) area.focus();
    };
    await import("./emoji.js").then((view) => view.pickEmoji(place, put)).catch(() => toast(m.emojiFailed));
  }

  function go() {
    const text = area.value.trim();
    if (!text || roomIn(text) < 0) return;
    if (editing !== null) {
      change(editing, text);
      leave();
      return;
    }
    // Slow mode says so itself; what is typed stays.
    if (slow.left() > 0) return;
    send(chat.id, text, quote);
    area.value = "";
    keep();
    told = 0;
    leave();
    sent();
  }

  area.addEventListener("input", () => {
    typed();
    offers.look();
    if (area.value.trim() && editing === null && !isLarge(chat) && Date.now() - told > TYPING_EVERY) {
      told = Date.now();
      socket.say("typing", { chat_id: chat.id });
    }
  });
  area.addEventListener("keydown", (event) => {
    // While an input method composes, Enter belongs to it.
    if (event.isComposing || offers.press(event) || format(event, area)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      go();
    } else if (event.key === "Escape" && (quote || editing !== null)) {
      event.preventDefault();
      event.stopPropagation();
      leave();
    } else if (event.key === "ArrowUp" && area.value === "") {
      const own = lastOwn(chat.id);
      if (own) event.preventDefault();
      if (own) startEdit(own.seq, own.text);
    }
  });
  // Keeps the keyboard of a phone open.
  button.addEventListener("pointerdown", (/** @type {Event} */ event) => event.preventDefault());
  requestAnimationFrame(size);
  shown = {
    reply: (to) => {
      if (editing !== null) leave();
      quote = to;
      bar.show("reply", to.sender_id === state.me.id ? m.replyingToYourself : m.replyingTo(nameOf(to.sender_id)), firstWords(to));
      area.focus();
    },
    edit: (seq, text) => {
      quote = null;
      editing = seq;
      area.value = text;
      bar.show("pen", m.editing, firstWords({ text: state.chats.get(chat.id)?.messages.find((one) => one.seq === seq)?.text ?? text }));
      size();
      area.focus();
    },
  };
  const form = h("form.composer", { onsubmit: (/** @type {Event} */ e) => e.preventDefault() }, h("div.composer-box", null, offers.node, smile, area, over), button);
  return { form, area, bar: bar.node, slow, look };
}
