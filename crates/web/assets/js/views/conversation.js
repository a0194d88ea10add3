/** One chat: its head, its messages, where one writes. */
import { ApiError, get } from "../lib/api.js";
import { h, fill, icon, iconButton, keyed } from "../lib/dom.js";
import { setRead } from "../lib/reduce.js";
import { changed, currentChat, nameOf, peer, state, titleOf, typists, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { composer } from "./composer.js";
import { toggleDrawer } from "./drawer.js";
import { draw as bubble, lines, signOf } from "./messages.js";
import { open } from "./route.js";

const PAGE = 50;
/** This close to the end counts as being there, in pixels. */
const NEAR = 80;

/** @type {import("../lib/socket.js").Socket} */
let socket;
/** @type {{ id: number, head: HTMLElement, scroller: HTMLElement, list: HTMLElement, start: HTMLElement, jump: HTMLElement, foot: HTMLElement, area: HTMLTextAreaElement | null } | null} */
let shown = null;
let atEnd = true;
/** @type {Set<number>} chats whose history is on its way */
const loading = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let reading;

/** @param {import("../lib/store.js").Chat} chat */
function headOf(chat) {
  const other = chat.kind === "direct" ? peer(chat) : undefined;
  const typing = typists(chat.id);
  let line;
  if (typing.length > 0) line = typing.length > 1 ? t.typingMany : chat.kind === "group" ? t.typingOne(nameOf(typing[0] ?? 0)) : t.typing;
  else if (chat.kind === "group") {
    const online = [...chat.members.keys()].filter((id) => id !== state.me.id && state.users.get(id)?.online).length;
    line = t.membersOnline(chat.memberCount, online);
  } else if (other?.online) line = t.online;
  else line = other?.last_seen ? t.lastSeen(ago(ms(other.last_seen))) : t.neverSeen;
  return { line, live: typing.length > 0, online: other?.online === true, id: other?.id ?? chat.id };
}

/** @param {import("../lib/store.js").Chat} chat */
function drawHead(chat) {
  if (!shown) return;
  const { line, live, online, id } = headOf(chat);
  const sign = [line, live, online, titleOf(chat)].join("|");
  if (shown.head.dataset.sign === sign) return;
  shown.head.dataset.sign = sign;
  fill(
    shown.head,
    iconButton("back", t.back, { class: "icon-button back", "data-testid": "back", onclick: () => open(null) }),
    h(
      "button.head-who",
      { type: "button", "aria-label": `${titleOf(chat)}: ${t.details}`, onclick: () => toggleDrawer() },
      avatar(id, titleOf(chat), { online, group: chat.kind === "group" }),
      h("span.head-lines", null, h("strong", { dir: "auto" }, titleOf(chat)), h(`span.head-sub${live ? ".live" : ""}`, null, line)),
    ),
    iconButton("info", t.details, { onclick: () => toggleDrawer() }),
  );
}

/** @param {import("../lib/store.js").Chat} chat */
function build(chat) {
  const main = /** @type {HTMLElement} */ (document.getElementById("conversation"));
  const list = h("div.messages", { role: "log", "aria-live": "polite", "aria-label": titleOf(chat), id: "messages" });
  const start = h("div.start", null);
  const scroller = h("div.scroller", { tabindex: -1 }, h("div.column", null, start, list));
  const jump = h("button.jump", { type: "button", "data-testid": "jump", "aria-label": t.jump, hidden: true, onclick: toEnd });
  const foot = h("footer.foot", null);
  const head = h("header.head", null);
  fill(main, head, h("div.stage", null, scroller, jump), foot);
  shown = { id: chat.id, head, scroller, list, start, jump, foot, area: null };
  scroller.addEventListener("scroll", () => {
    atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
    drawJump(chat.id);
    if (scroller.scrollTop < 600) void older(chat.id);
    if (atEnd) readSoon();
  });
  new ResizeObserver(() => atEnd && stick()).observe(scroller);
  atEnd = true;
  drawFoot(chat);
  if (matchMedia("(min-width: 700px)").matches) shown.area?.focus();
}

/** @param {import("../lib/store.js").Chat} chat */
function drawFoot(chat) {
  if (!shown) return;
  const kind = chat.removed ? "removed" : "open";
  if (shown.foot.dataset.kind === kind) return;
  shown.foot.dataset.kind = kind;
  if (chat.removed) {
    shown.area = null;
    fill(shown.foot, h("p.removed", { role: "status" }, t.removed));
    return;
  }
  const { form, area } = composer(chat, socket, toEnd);
  shown.area = area;
  fill(shown.foot, form);
}

function stick() {
  if (shown) shown.scroller.scrollTop = shown.scroller.scrollHeight;
}

function toEnd() {
  atEnd = true;
  stick();
  readSoon();
}

/** @param {number} id */
function drawJump(id) {
  const chat = state.chats.get(id);
  if (!shown || !chat) return;
  shown.jump.hidden = atEnd;
  const count = chat.unread > 0 ? String(chat.unread) : "";
  if (shown.jump.dataset.count !== count || !shown.jump.firstChild) {
    shown.jump.dataset.count = count;
    fill(shown.jump, icon("down"), count ? h("span.badge", null, count) : null);
  }
}

/** @param {import("../lib/store.js").Chat} chat */
function drawStart(chat) {
  if (!shown) return;
  const kind = !chat.loaded ? "loading" : chat.hasBefore ? "more" : chat.messages.length > 0 ? "start" : "empty";
  const sign = `${kind}|${titleOf(chat)}`;
  if (shown.start.dataset.sign === sign) return;
  shown.start.dataset.sign = sign;
  shown.start.dataset.kind = kind;
  const bones = [72, 46, 60, 38].map((width, i) => h(`div.bone.bone-${i}.w-${width}`, null));
  if (kind === "loading" || kind === "more") fill(shown.start, ...(kind === "loading" ? bones : [h("div.bone.bone-0.w-46", null)]));
  else {
    const group = chat.kind === "group";
    fill(
      shown.start,
      avatar(group ? chat.id : (peer(chat)?.id ?? 0), titleOf(chat), { size: "large", group }),
      h("h2", { dir: "auto" }, titleOf(chat)),
      h("p", null, kind === "empty" ? t.sayHello(titleOf(chat)) : group ? t.startOfGroup(titleOf(chat)) : t.startOfChat(titleOf(chat))),
    );
  }
}

/** @param {number} id */
async function older(id) {
  const chat = state.chats.get(id);
  if (!chat || loading.has(id) || !shown || (chat.loaded && !chat.hasBefore)) return;
  loading.add(id);
  const first = chat.loaded ? chat.messages[0]?.seq : undefined;
  try {
    const page = await get(`/chats/${id}/messages?limit=${PAGE}${first ? `&before=${first}` : ""}`);
    merge(id, page, first);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) chat.removed = true;
  } finally {
    // Not at once again after a failure: scrolling asks anew.
    setTimeout(() => loading.delete(id), first ? 0 : 300);
  }
}

/** @param {number} id @param {any} page @param {number | undefined} first */
function merge(id, page, first) {
  const chat = state.chats.get(id);
  if (!chat || (first !== undefined && chat.messages[0]?.seq !== first)) return;
  const end = page.items.at(-1)?.seq ?? 0;
  if (first === undefined) {
    // What came live meanwhile is in `last`; a hole means to ask again.
    Object.assign(chat, { messages: page.items, loaded: end >= chat.lastSeq });
    if (!chat.loaded) setTimeout(() => older(id), 350);
  } else chat.messages.unshift(...page.items);
  chat.hasBefore = page.has_before;
  const scroller = shown?.scroller;
  const below = scroller ? scroller.scrollHeight - scroller.scrollTop : 0;
  draw();
  // What is on the screen stays where it is: everything new is above it.
  if (scroller && first !== undefined) scroller.scrollTop = scroller.scrollHeight - below;
  if (first === undefined) toMarker();
}

/** A chat with unread messages opens at the first of them. */
function toMarker() {
  const marker = shown?.list.querySelector(".marker");
  if (!shown || !marker) return stick();
  const scroller = shown.scroller;
  const top = marker.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += top - 96;
  atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR;
  return undefined;
}

/** Marks as read what is seen: the chat is open, the page has the focus, the end is on the screen. */
function readSoon() {
  clearTimeout(reading);
  reading = setTimeout(() => {
    const chat = currentChat();
    const seen = chat && atEnd && chat.loaded && !document.hidden && document.hasFocus();
    if (!chat || !seen || chat.removed || chat.lastSeq <= chat.readSeq || !socket.live) return;
    const seq = chat.lastSeq;
    socket.ask("read.set", { chat_id: chat.id, seq }).then(
      () => {
        setRead(chat, seq);
        changed();
      },
      () => {},
    );
  }, 250);
}

function nothing() {
  const main = /** @type {HTMLElement} */ (document.getElementById("conversation"));
  if (main.dataset.kind === "nothing") return;
  main.dataset.kind = "nothing";
  fill(main, h("div.empty.empty-main", null, h("div.empty-art", { "aria-hidden": "true" }, icon("people")), h("h2", null, t.pickChat), h("p", null, t.pickChatHint)));
}

function draw() {
  const chat = currentChat();
  if (!chat || !state.me) {
    shown = null;
    if (state.me) nothing();
    return;
  }
  delete document.getElementById("conversation")?.dataset.kind;
  if (shown?.id !== chat.id) {
    build(chat);
    requestAnimationFrame(toMarker);
  }
  if (!shown) return;
  if (!chat.loaded) void older(chat.id);
  const stay = atEnd;
  drawHead(chat);
  drawStart(chat);
  drawFoot(chat);
  const group = chat.kind === "group";
  keyed(shown.list, chat.loaded || chat.messages.length > 0 ? lines(chat) : [], (line) => line.key, signOf, (line) => bubble(line, group));
  if (stay) stick();
  drawJump(chat.id);
  readSoon();
}

/** @param {import("../lib/socket.js").Socket} over */
export function start(over) {
  socket = over;
  watch(draw);
  addEventListener("focus", readSoon);
  document.addEventListener("visibilitychange", readSoon);
  // "last seen 5 minutes ago" grows old.
  setInterval(changed, 60_000);
}
