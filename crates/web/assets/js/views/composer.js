/** Where one writes. */
import { h, iconButton } from "../lib/dom.js";
import { send } from "../lib/outbox.js";
import { state, titleOf } from "../lib/store.js";
import { t } from "../i18n/en.js";

/** From here on one is told how much room is left. */
const NEARLY = 300;
const TYPING_EVERY = 3_000;

/** Characters that still fit. Counting them one by one is only worth it near the end. @param {string} text */
const roomIn = (text) => state.limits.text_chars - (text.length < state.limits.text_chars - NEARLY ? text.length : [...text.trim()].length);

const place = (/** @type {number} */ chat) => `tertulia.draft.${state.me.id}.${chat}`;

/**
 * @param {import("../lib/store.js").Chat} chat
 * @param {import("../lib/socket.js").Socket} socket
 * @param {() => void} sent
 */
export function composer(chat, socket, sent) {
  let told = 0;
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
  area.value = localStorage.getItem(place(chat.id)) ?? "";

  function size() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight, 200)}px`;
    const room = roomIn(area.value);
    over.textContent = room < 0 ? t.tooLong(-room) : room < NEARLY ? t.left(room) : "";
    over.classList.toggle("is-over", room < 0);
    button.disabled = area.value.trim() === "" || room < 0;
  }

  function go() {
    const text = area.value.trim();
    if (!text || roomIn(text) < 0) return;
    send(chat.id, text);
    area.value = "";
    localStorage.removeItem(place(chat.id));
    told = 0;
    size();
    area.focus();
    sent();
  }

  area.addEventListener("input", () => {
    size();
    if (area.value) localStorage.setItem(place(chat.id), area.value);
    else localStorage.removeItem(place(chat.id));
    if (area.value.trim() && Date.now() - told > TYPING_EVERY) {
      told = Date.now();
      socket.say("typing", { chat_id: chat.id });
    }
  });
  area.addEventListener("keydown", (event) => {
    // While an input method composes, Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      go();
    }
  });
  // Keeps the keyboard of a phone open.
  button.addEventListener("pointerdown", (/** @type {Event} */ event) => event.preventDefault());
  requestAnimationFrame(size);
  const form = h("form.composer", { onsubmit: (/** @type {Event} */ e) => e.preventDefault() }, h("div.composer-box", null, area, over), button);
  return { form, area };
}
