/** Ctrl+K: straight to a chat or person. */
import { h, icon, keyed, showDialog, toast } from "../lib/dom.js";
import { ordered, peer, titleOf } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { startDirect } from "./newchat.js";
import { acquainted } from "./picker.js";
import { statusOf } from "./conversation.js";
import { open } from "./route.js";

/** @typedef {{ key: string, title: string, line: string, face: () => HTMLElement, go: () => void }} Target */

const MOST = 12;

/** @param {string} query @returns {Target[]} */
function targets(query) {
  const q = query.toLowerCase();
  const chats = ordered().filter((chat) => titleOf(chat).toLowerCase().includes(q));
  const withChat = new Set(ordered().map((chat) => (chat.kind === "direct" ? peer(chat)?.id : undefined)));
  const people = q === "" ? [] : acquainted(q).filter((p) => !withChat.has(p.id));
  const all = chats.map((chat) => {
    const group = chat.kind === "group";
    const title = titleOf(chat);
    const face = () => avatar(group ? chat.id : (peer(chat)?.id ?? 0), title, { size: "medium", group, online: !group && peer(chat)?.online });
    return { key: `c${chat.id}`, title, line: statusOf(chat).text, face, go: () => open(chat.id) };
  });
  const more = people.map((p) => ({
    key: `p${p.id}`,
    title: p.display_name,
    line: `@${p.username}`,
    face: () => avatar(p.id, p.display_name, { size: "medium", online: p.online }),
    go: () => void startDirect(p.id).catch((error) => toast(error.message)),
  }));
  return [...all, ...more].slice(0, MOST);
}

export function switcher() {
  let at = 0;
  /** @type {Target[]} */
  let found = [];
  const list = h("div", { role: "listbox", id: "targets", "aria-label": t.switcher });
  const note = h("p.note", { role: "status" }, t.noMatch);
  const input = h("input", {
    type: "search",
    "data-testid": "switcher",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "targets",
    placeholder: t.switcher,
    "aria-label": t.switcher,
    autocomplete: "off",
  });
  const choose = (/** @type {Target | undefined} */ target) => {
    if (!target) return;
    dialog.close();
    target.go();
  };
  function draw() {
    keyed(
      list,
      found,
      (one) => one.key,
      (one) => String(found.indexOf(one) === at),
      (one) => {
        const chosen = found.indexOf(one) === at;
        return h(
          "div.row",
          { role: "option", id: `target-${one.key}`, "aria-selected": String(chosen), onclick: () => choose(one) },
          one.face(),
          h("span.row-lines", null, h("strong", { dir: "auto" }, one.title), h("small", null, one.line)),
        );
      },
    );
    note.hidden = found.length > 0;
    const now = found[at];
    input.setAttribute("aria-activedescendant", now ? `target-${now.key}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }
  const search = () => {
    at = 0;
    found = targets(input.value.trim());
    draw();
  };
  input.addEventListener("input", search);
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") choose(found[at]);
    else if (event.key === "ArrowDown") at = Math.min(at + 1, found.length - 1);
    else if (event.key === "ArrowUp") at = Math.max(at - 1, 0);
    else return;
    event.preventDefault();
    draw();
  });
  const dialog = h(
    "dialog.top",
    { "aria-label": t.switcher },
    h("div.dialog-top.switch-top", null, h("label.search", null, icon("search"), input)),
    h("div.dialog-body", null, list, note),
  );
  search();
  showDialog(dialog);
  input.focus();
}
