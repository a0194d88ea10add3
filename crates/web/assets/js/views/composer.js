/** Where one writes. */
import { h, iconButton, toast } from "../lib/dom.js";
import { edit } from "../lib/life.js";
import { send } from "../lib/outbox.js";
import { nameOf, state, titleOf } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
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

/** The newest message of one's own that may still be edited. @param {number} chat */
function lastOwn(chat) {
  const window = state.limits.edit_window_s ?? 900;
  const one = state.chats.get(chat)?.messages.findLast((message) => message.sender_id === state.me.id && !message.deleted_at && !message.hidden);
  return one && (window < 0 || Date.now() - Date.parse(one.sent_at) < window * 1_000) ? one : null;
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
      placeholder: t.messageTo(titleOf(chat)),
      "aria-label": t.messageTo(titleOf(chat)),
    })
  );
  const over = h("span.over", { role: "status" });
  const button = iconButton("send", t.send, { "data-testid": "send", class: "icon-button send", disabled: true, onclick: go });
  const bar = writingTo(leave);
  const slow = slowMode(chat.id, () => size());
  area.value = localStorage.getItem(place(chat.id)) ?? "";

  function size() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
    const room = roomIn(area.value);
    over.textContent = room < 0 ? t.tooLong(-room) : room < NEARLY ? t.left(room) : "";
    over.classList.toggle("is-over", room < 0);
    button.disabled = area.value.trim() === "" || room < 0 || (editing === null && slow.left() > 0);
  }

  function keep() {
    if (editing !== null) return;
    if (area.value) localStorage.setItem(place(chat.id), area.value);
    else localStorage.removeItem(place(chat.id));
  }

  /** Neither answers nor edits any more; what was begun before is back. */
  function leave() {
    if (editing !== null) area.value = localStorage.getItem(place(chat.id)) ?? "";
    quote = null;
    editing = null;
    bar.hide();
    size();
    area.focus();
  }

  function go() {
    const text = area.value.trim();
    if (!text || roomIn(text) < 0) return;
    if (editing !== null) {
      edit(chat.id, editing, text).catch((error) => toast(error.message));
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
    size();
    keep();
    if (area.value.trim() && editing === null && Date.now() - told > TYPING_EVERY) {
      told = Date.now();
      socket.say("typing", { chat_id: chat.id });
    }
  });
  area.addEventListener("keydown", (event) => {
    // While an input method composes, Enter belongs to it.
    if (event.isComposing) return;
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
      bar.show("reply", to.sender_id === state.me.id ? m.replyingToYourself : m.replyingTo(nameOf(to.sender_id)), to.text);
      area.focus();
    },
    edit: (seq, text) => {
      quote = null;
      editing = seq;
      area.value = text;
      bar.show("pen", m.editing, text);
      size();
      area.focus();
    },
  };
  const form = h("form.composer", { onsubmit: (/** @type {Event} */ e) => e.preventDefault() }, h("div.composer-box", null, area, over), button);
  return { form, area, bar: bar.node, slow };
}
