/** The open chat: its head, its messages, where one writes. */
import { get } from "../lib/api.js";
import { isBlocked } from "../lib/contacts.js";
import { fill, h, icon, iconButton } from "../lib/dom.js";
import { loadMembers } from "../lib/history.js";
import { putChat } from "../lib/reduce.js";
import { changed, currentChat, nameOf, peer, state, titleOf, typists, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { composer } from "./composer.js";
import { blockedBar } from "./contact.js";
import { toggle } from "./drawer.js";
import { jumpButton } from "./jump.js";
import { Log } from "./log.js";
import { newChat } from "./newchat.js";
import { pinBar } from "./pins.js";
import { presence } from "./presence.js";
import { back, open } from "./route.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

/** @type {{ id: number, removed: boolean, shut: boolean, update: (chat: Chat) => void, close: () => void } | null} */
let shown = null;
/** @type {Set<number>} */
const missing = new Set();

/** What stands below the name. @param {Chat} chat @returns {{ text: string, kind: string }} */
export function statusOf(chat) {
  const typing = typists(chat.id);
  if (typing.length > 0) {
    const name = chat.kind === "group" && typing.length === 1 ? nameOf(typing[0] ?? 0) : "";
    return { text: name ? t.typingOne(name) : typing.length > 1 ? t.typingMany : t.typing, kind: "typing" };
  }
  if (chat.kind === "group") {
    const here = [...chat.members.keys()].filter((id) => state.users.get(id)?.online).length;
    return { text: t.membersOnline(chat.memberCount, here), kind: "group" };
  }
  return presence(peer(chat));
}

/** @param {Chat} chat */
function head(chat) {
  const group = chat.kind === "group";
  const face = h("span", null);
  const name = h("h2", { dir: "auto" });
  const status = h("span.head-status", { dir: "auto" });
  const who = h("button.head-who", { type: "button", title: t.details, onclick: toggle }, face, h("span.head-lines", null, name, status));
  const toList = iconButton("back", t.back, { "data-testid": "back", class: "icon-button back", onclick: back });
  const node = h("header.chat-head", null, toList, who, iconButton("info", t.details, { "data-testid": "details", onclick: toggle }));
  let sign = "";
  const update = (/** @type {Chat} */ now) => {
    const other = peer(now);
    const title = titleOf(now);
    const line = statusOf(now);
    const next = [title, line.text, other?.online].join("|");
    if (next === sign) return;
    sign = next;
    fill(face, avatar(group ? now.id : (other?.id ?? 0), title, { size: "medium", group }));
    name.textContent = title;
    status.textContent = line.text;
    status.className = `head-status is-${line.kind}`;
  };
  return { node, update };
}

/** @param {HTMLElement} main @param {Chat} chat @param {import("../lib/socket.js").Socket} socket */
function mount(main, chat, socket) {
  const top = head(chat);
  const jump = jumpButton(() => {
    log.toBottom();
    refresh();
  });
  const log = new Log(chat, () => refresh());
  const refresh = () => {
    const now = state.chats.get(chat.id);
    jump.update(!log.stick && log.placed, now?.unread ?? 0);
  };
  const sent = () => {
    const now = state.chats.get(chat.id);
    if (now) now.marker = null;
    log.toBottom();
    changed();
  };
  const other = chat.kind === "direct" ? (peer(chat)?.id ?? 0) : 0;
  const shut = isShut(chat);
  const gone = peer(chat)?.deleted ?? false;
  const writing = chat.removed || shut ? null : composer(chat, socket, sent);
  const foot = h("div.foot", null, jump.button, writing?.bar, writing?.form ?? (shut && !gone ? blockedBar(other) : h("p.over-and-out", { role: "status" }, gone ? t.isDeleted : t.removed)));
  const pins = pinBar((seq) => void log.jump(seq));
  fill(main, top.node, pins.node, log.node, foot);
  if (writing && matchMedia("(hover: hover) and (width >= 700px)").matches && !document.querySelector("dialog[open]")) {
    writing.area.focus({ preventScroll: true });
  }
  void loadMembers(chat).catch(() => {});
  const update = (/** @type {Chat} */ now) => {
    // What comes while one is elsewhere is marked for when one is back.
    if (now.unread > 0 && now.marker === null && (document.hidden || !document.hasFocus())) now.marker = now.readSeq;
    top.update(now);
    pins.update(now);
    log.update(now);
    refresh();
  };
  return { id: chat.id, removed: chat.removed, shut, update, close: () => log.close() };
}

/** @param {Chat} chat */
const isShut = (chat) => chat.kind === "direct" && (isBlocked(peer(chat)?.id ?? 0) || (peer(chat)?.deleted ?? false));

/** @param {string} title @param {...any} rest */
function emptyPane(title, ...rest) {
  return h("div.empty", null, h("div.empty-art", { "aria-hidden": "true" }, icon("bubbles")), h("h2", null, title), rest);
}

/** A chat whose address was opened and that isn't in the list. @param {number} id */
async function find(id) {
  if (missing.has(id) || state.connection === "offline") return;
  missing.add(id);
  const chat = await get(`/chats/${id}`).catch(() => null);
  if (chat) {
    putChat(chat);
    missing.delete(id);
  }
  changed();
}

/** @param {HTMLElement} main @param {import("../lib/socket.js").Socket} socket */
function show(main, socket) {
  const chat = currentChat();
  if (chat && shown?.id === chat.id && shown.removed === chat.removed && shown.shut === isShut(chat)) {
    shown.update(chat);
    return;
  }
  if (!chat) {
    const id = state.current;
    const kind = id === null ? "pick" : "missing";
    if (id !== null && state.ready) void find(id);
    if (main.dataset.kind === kind) return;
    shown?.close();
    shown = null;
    main.dataset.kind = kind;
    const toList = h("button.button", { type: "button", onclick: () => open(null) }, t.back);
    if (kind === "pick") fill(main, emptyPane(t.pickChat, h("p", null, h("kbd", null, "Ctrl"), " ", h("kbd", null, "K"), ` ${t.pickChatHint}`), h("button.button", { type: "button", onclick: newChat }, icon("pen"), t.newChat)));
    else fill(main, emptyPane(t.noSuchChat, h("p", null, t.noSuchChatHint), toList));
    return;
  }
  shown?.close();
  main.dataset.kind = "chat";
  shown = mount(main, chat, socket);
  shown.update(chat);
}

/** @param {import("../lib/socket.js").Socket} socket */
export function startConversation(socket) {
  const main = /** @type {HTMLElement} */ (document.getElementById("conversation"));
  const draw = () => {
    if (state.ready) show(main, socket);
  };
  watch(draw);
  addEventListener("focus", changed);
  document.addEventListener("visibilitychange", changed);
  // "last seen 5 min ago" and separators of days grow old by themselves.
  setInterval(changed, 30_000);
}
