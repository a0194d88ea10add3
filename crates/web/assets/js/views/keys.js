/** What the keyboard does everywhere. */
import { h, iconButton, showDialog } from "../lib/dom.js";
import { endChoosing } from "../lib/selection.js";
import { ordered, state } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import * as drawer from "./drawer.js";
import { back, open } from "./route.js";
import { switcher } from "./switcher.js";

export function keysDialog() {
  const rows = [...t.keys.slice(0, 7), ...m.keys, ...t.keys.slice(7)].flatMap(([keys, what]) => [h("dt", null, (keys ?? "").split(" ").map((key) => (key === "/" && keys !== "/" ? " / " : h("kbd", null, key)))), h("dd", null, what)]);
  const dialog = h(
    "dialog",
    { "aria-label": t.shortcuts },
    h("header.dialog-head", null, h("h2", null, t.shortcuts), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-body", null, h("dl.keys", null, rows)),
  );
  showDialog(dialog);
}

/** @param {number} by */
function step(by) {
  const chats = ordered();
  if (chats.length === 0) return;
  const at = chats.findIndex((chat) => chat.id === state.current);
  const next = at < 0 ? (by > 0 ? 0 : chats.length - 1) : Math.min(Math.max(at + by, 0), chats.length - 1);
  const chat = chats[next];
  if (chat) open(chat.id);
}

/** Whether keys are text here. @param {EventTarget | null} target */
const isTyping = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

/** @param {KeyboardEvent} event @returns {boolean} whether it was for us */
function press(event) {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === "k" && !event.shiftKey) {
    if (!document.querySelector("dialog[open]")) switcher();
    return true;
  }
  if (document.querySelector("dialog[open], .menu")) return false;
  if ((event.ctrlKey || event.metaKey) && key === "f" && !event.shiftKey && !event.altKey && state.current !== null) {
    void import("./search.js").then(({ search }) => search());
    return true;
  }
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    step(event.key === "ArrowUp" ? -1 : 1);
    return true;
  }
  if (event.key === "Escape") return escape(event.target);
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "/") {
    void import("./search.js").then(({ search }) => search());
    return true;
  }
  if (event.key === "?") {
    keysDialog();
    return true;
  }
  return false;
}

/** One thing at a time, the nearest first. @param {EventTarget | null} target */
function escape(target) {
  if (target instanceof HTMLInputElement && target.id === "filter") {
    target.value = "";
    target.dispatchEvent(new Event("input"));
    document.getElementById("composer")?.focus();
    return true;
  }
  if (endChoosing()) return true;
  if (drawer.isOpen()) {
    drawer.close();
    return true;
  }
  if (state.current === null) return false;
  if (target instanceof HTMLTextAreaElement) target.blur();
  else back();
  return true;
}

export function startKeys() {
  addEventListener("keydown", (event) => {
    if (!event.isComposing && press(event)) event.preventDefault();
  });
}
