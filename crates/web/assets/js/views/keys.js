/** Everything by keyboard. */
import { h, fill, icon, iconButton, showDialog } from "../lib/dom.js";
import { ordered, state, titleOf } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { toggleDrawer } from "./drawer.js";
import { openDirect } from "./newchat.js";
import { open } from "./route.js";

/** The list of keys. */
export function shortcuts() {
  const dialog = h(
    "dialog.dialog",
    { "aria-label": t.shortcuts },
    h("header.dialog-head", null, h("h2", null, t.shortcuts), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("dl.keys", null, t.keys.map(([key, what]) => [h("dt", null, h("kbd", null, key)), h("dd", null, what)])),
  );
  showDialog(dialog);
}

/** Chats and people that match, chats first. @param {string} query */
function matches(query) {
  const fits = (/** @type {string} */ name) => name.toLowerCase().split(/\s+/).some((word) => word.startsWith(query)) || name.toLowerCase().includes(query);
  const chats = ordered().filter((chat) => !chat.removed && fits(titleOf(chat)));
  const inChats = new Set(ordered().filter((c) => c.kind === "direct").flatMap((c) => [...c.members.keys()]));
  const people = [...state.users.values()].filter((user) => user.id !== state.me.id && !inChats.has(user.id) && fits(user.display_name));
  return [
    ...chats.map((chat) => ({ id: chat.id, name: titleOf(chat), group: chat.kind === "group", go: () => open(chat.id) })),
    ...people.map((user) => ({ id: user.id, name: user.display_name, group: false, go: () => void openDirect(user.id) })),
  ].slice(0, 9);
}

/** Jumps to a chat or person. */
function switcher() {
  let at = 0;
  /** @type {ReturnType<typeof matches>} */
  let found = [];
  const list = h("ul.people", { role: "listbox", id: "switch-list" });
  const input = h("input", { placeholder: t.switcher, "aria-label": t.switcher, role: "combobox", "aria-expanded": "true", "aria-controls": "switch-list", autocomplete: "off" });
  const go = (/** @type {number} */ index) => {
    dialog.close();
    found[index]?.go();
  };
  function draw() {
    found = matches(input.value.trim().toLowerCase());
    at = Math.min(at, Math.max(found.length - 1, 0));
    fill(
      list,
      found.map((one, index) =>
        h("li", { role: "option", "aria-selected": String(index === at) }, h(`button.person${index === at ? ".chosen" : ""}`, { type: "button", tabindex: -1, onclick: () => go(index) }, avatar(one.id, one.name, { group: one.group }), h("strong", { dir: "auto" }, one.name))),
      ),
    );
  }
  input.addEventListener("input", () => ((at = 0), draw()));
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      at = (at + step + found.length) % Math.max(found.length, 1);
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(at);
    }
  });
  const dialog = h("dialog.dialog.switcher", { "aria-label": t.switcher }, h("label.search", null, icon("search"), input), list);
  showDialog(dialog);
  draw();
  input.focus();
}

/** The chat above or below. @param {number} step */
function move(step) {
  const chats = ordered();
  const now = chats.findIndex((chat) => chat.id === state.current);
  const next = chats[now < 0 ? 0 : now + step];
  if (next) open(next.id);
}

export function startKeys() {
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      switcher();
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      move(event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Escape") {
      if (document.body.dataset.drawer) toggleDrawer(false);
      else if (event.target instanceof HTMLElement && event.target.id === "filter") event.target.blur();
    } else if (!typing && event.key === "/") {
      event.preventDefault();
      document.getElementById("filter")?.focus();
    } else if (!typing && event.key === "?") {
      shortcuts();
    }
  });
}
