/** Where one writes. */
import { h, iconButton } from "../lib/dom.js";
import { send } from "../lib/outbox.js";
import { state, titleOf } from "../lib/store.js";
import { t } from "../i18n/en.js";

const LONGEST = 8_000;
const TYPING_EVERY = 3_000;

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
    const extra = [...area.value].length - LONGEST;
    over.textContent = extra > 0 ? t.tooLong(extra) : "";
    button.disabled = area.value.trim() === "" || extra > 0;
  }

  function go() {
    const text = area.value.trim();
    if (!text || [...text].length > LONGEST) return;
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
  requestAnimationFrame(size);
  const form = h("form.composer", { onsubmit: (/** @type {Event} */ e) => e.preventDefault() }, h("div.composer-box", null, area, over), button);
  return { form, area };
}
