/** The open chat: its head, its messages, where one writes. */
import { get } from "../lib/api.js";
import { fill, h, icon, iconButton } from "../lib/dom.js";
import * as kept from "../lib/kept.js";
import { isWhole, loadMembers } from "../lib/members.js";
import { putChat } from "../lib/reduce.js";
import { changed, currentChat, isLarge, nameOf, peer, state, titleOf, typists, watch } from "../lib/store.js";
import { avatar, savedFace } from "../lib/text.js";
import { l } from "../i18n/en-lines.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { askBar } from "./ask-bar.js";
import { chatMenu } from "./chat-menu.js";
import { toggle } from "./drawer.js";
import { foot } from "./foot.js";
import { Log } from "./log.js";
import { jumpButton, unreadButton } from "./log-buttons.js";
import { newChat } from "./newchat.js";
import { pinBar } from "./pins.js";
import { presence } from "./presence.js";
import { back, open } from "./route.js";
import { selectBar } from "./select.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

/** @type {{ id: number, removed: boolean, update: (chat: Chat) => void, close: () => void } | null} */
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
  if (chat.removed && chat.kind === "group") return { text: l.notIn, kind: "group" };
  if (chat.kind === "group") {
    const here = isWhole(chat) && !isLarge(chat) ? [...chat.members.keys()].filter((id) => state.users.get(id)?.online).length : 0;
    return { text: t.membersOnline(chat.memberCount, here), kind: "group" };
  }
  if (chat.kind === "saved") return { text: "", kind: "saved" };
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
  const node = h("header.chat-head", null, toList, who, iconButton("info", t.details, { "data-testid": "details", onclick: toggle }), iconButton("more", m.chatMenu, { "data-testid": "chat-menu", "aria-haspopup": "menu", onclick: chatMenu }));
  let sign = "";
  const update = (/** @type {Chat} */ now) => {
    const other = peer(now);
    const title = titleOf(now);
    const line = statusOf(now);
    const next = [title, line.text, other?.online, now.color].join("|");
    if (next === sign) return;
    sign = next;
    node.classList.toggle("tinted", Boolean(now.color));
    node.style.setProperty("--tint", now.color ?? "");
    fill(face, now.kind === "saved" ? savedFace("medium") : avatar(group ? now.id : (other?.id ?? 0), title, { size: "medium", group }));
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
  const upto = unreadButton((seq) => void log.jump(seq));
  const lead = () => {
    // On the way to a message nothing counts as seen.
    if (log.placed && !log.hopping) upto.update(state.chats.get(chat.id), log.node);
  };
  const refresh = () => {
    const now = state.chats.get(chat.id);
    jump.update(!log.stick && log.placed, now?.unread ?? 0);
    lead();
  };
  const sent = () => {
    const now = state.chats.get(chat.id);
    if (now) now.marker = null;
    log.toBottom();
    changed();
  };
  const choice = selectBar(chat);
  const below = foot(chat, socket, sent, [jump.button, choice.node]);
  log.node.addEventListener("scroll", lead, { passive: true });
  const pins = pinBar((seq) => void log.jump(seq));
  const asking = askBar();
  fill(main, top.node, asking.node, pins.node, h("div.log-place", null, upto.button, log.node), below.node);
  if (matchMedia("(hover: hover) and (width >= 700px)").matches && !document.querySelector("dialog[open]")) below.focus();
  void loadMembers(chat).catch(() => {});
  const update = (/** @type {Chat} */ now) => {
    // What comes while one is elsewhere is marked for when one is back.
    if (now.unread > 0 && now.marker === null && (document.hidden || !document.hasFocus())) now.marker = now.readSeq;
    if (!document.hidden) kept.seen(now);
    top.update(now);
    asking.update(now);
    pins.update(now);
    below.update(now);
    log.update(now);
    choice.update(now);
    below.node.classList.toggle("is-choosing", !choice.node.hidden);
    refresh();
  };
  return { id: chat.id, removed: chat.removed, update, close: () => log.close() };
}

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
  // Whoever comes back to a group begins anew.
  if (chat && shown?.id === chat.id && (chat.removed || !shown.removed)) {
    shown.removed = chat.removed;
    shown.update(chat);
    return;
  }
  if (!chat) {
    const id = state.current;
    const { ended } = state;
    const kind = id === null ? "pick" : ended?.chat === id ? "ended" : "missing";
    if (id !== null && state.ready) void find(id);
    if (main.dataset.kind === kind) return;
    shown?.close();
    shown = null;
    main.dataset.kind = kind;
    const toList = h("button.button", { type: "button", onclick: () => open(null) }, t.back);
    if (kind === "pick") fill(main, emptyPane(t.pickChat, h("p", null, h("kbd", null, "Ctrl"), " ", h("kbd", null, "K"), ` ${t.pickChatHint}`), h("button.button", { type: "button", onclick: newChat }, icon("pen"), t.newChat)));
    else if (kind === "ended") fill(main, emptyPane(l.ended(ended?.title), h("p", null, l.endedHint), toList));
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
