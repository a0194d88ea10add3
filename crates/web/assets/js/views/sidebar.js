/** The list of chats. */
import { incoming } from "../lib/contacts.js";
import { h, fill, icon, iconButton, keyed, toast } from "../lib/dom.js";
import { firstWords } from "../lib/rich.js";
import { isArchived, isMarked, isPinned } from "../lib/kept.js";
import { isMuted } from "../lib/notices.js";
import { changed, nameOf, ordered, peer, readByAll, state, titleOf, typists, watch } from "../lib/store.js";
import { avatar, savedFace } from "../lib/text.js";
import { ms, short, exact } from "../lib/time.js";
import { n } from "../i18n/en-notices.js";
import { t } from "../i18n/en.js";
import { fromRight } from "../i18n/language.js";
import { m } from "../i18n/en-message.js";
import { k } from "../i18n/en-kept.js";
import { archiveRow, placeMenus } from "./chat-place.js";
import { newChat } from "./newchat.js";
import { bell } from "./notices.js";
import { people } from "./people.js";
import { open } from "./route.js";
import { settings } from "./settings.js";

const NARROWEST = 260;
const WIDEST = 460;

let filter = "";

/** The last line of a chat, as its list entry shows it. @param {import("../lib/store.js").Chat} chat */
function preview(chat) {
  const typing = typists(chat.id);
  if (typing.length > 0) {
    const who = chat.kind === "group" && typing.length === 1 ? t.typingOne(nameOf(typing[0] ?? 0)) : t.typing;
    return { text: who, kind: "typing" };
  }
  const draft = chat.id === state.current ? undefined : chat.kept?.draft;
  if (draft) return { text: firstWords(draft), kind: "draft" };
  const waiting = state.pending.filter((p) => p.chatId === chat.id).at(-1);
  if (waiting) return { text: firstWords(waiting), kind: waiting.state === "failed" ? "failed" : waiting.state === "stored" ? "sent" : "waiting" };
  // What one deleted for oneself is as if it had never been.
  const last = chat.last?.hidden ? chat.messages.findLast((one) => !one.hidden) : chat.last;
  if (!last) return { text: chat.last || chat.cleared > 0 ? "" : t.noMessages, kind: "empty" };
  if (last.deleted_at) return { text: m.deletedLine, kind: "empty" };
  const mine = last.sender_id === state.me?.id;
  if (mine) return { text: firstWords(last), kind: readByAll(chat) >= last.seq ? "read" : "sent" };
  const who = chat.kind === "group" ? `${nameOf(last.sender_id).split(" ")[0]}: ` : "";
  return { text: who + firstWords(last), kind: "text" };
}

const MARKS = /** @type {Record<string, string>} */ ({ waiting: "clock", failed: "warn", sent: "tick", read: "ticks" });

/** @param {import("../lib/store.js").Chat} chat */
function item(chat) {
  const other = chat.kind === "direct" ? peer(chat) : undefined;
  const line = preview(chat);
  const title = titleOf(chat);
  const marked = isMarked(chat);
  return h(
    "li",
    null,
    h(
      "a.chat-item",
      {
        href: `/c/${chat.id}`,
        class: chat.unread > 0 || marked ? "chat-item has-unread" : "chat-item",
        "data-chat": chat.id,
        "data-testid": "chat-item",
        "aria-current": chat.id === state.current ? "page" : undefined,
        onclick: (/** @type {MouseEvent} */ event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          open(chat.id);
        },
      },
      chat.kind === "saved" ? savedFace() : avatar(other?.id ?? chat.id, title, { online: other?.online, group: chat.kind === "group" }),
      h(
        "span.chat-lines",
        null,
        h(
          "span.chat-top",
          null,
          h("strong.chat-name", { dir: "auto" }, title),
          isMuted(chat) ? icon("bell-off", n.muted) : null,
          chat.last ? h("time.chat-time", { title: exact(ms(chat.last.sent_at)) }, short(ms(chat.last.sent_at))) : null,
        ),
        h(
          "span.chat-bottom",
          null,
          h(
            `span.chat-preview.is-${line.kind}`,
            { dir: "auto" },
            line.kind === "draft" ? h("strong.draft-mark", null, k.draft, " ") : null,
            MARKS[line.kind] ? icon(MARKS[line.kind] ?? "tick", /** @type {Record<string, string>} */ (t.state)[line.kind === "waiting" ? "pending" : line.kind]) : null,
            line.text.slice(0, 120),
          ),
          isPinned(chat) ? icon("pin", k.pinned) : null,
          chat.unread > 0
            ? h(isMuted(chat) ? "span.badge.is-muted" : "span.badge", { "data-testid": "unread", "aria-label": t.unread(chat.unread) }, chat.unread > 999 ? "999+" : chat.unread)
            : marked ? h("span.badge.is-mark", { role: "img", "data-testid": "marked", "aria-label": k.unread }) : null,
        ),
      ),
    ),
  );
}

/** @param {import("../lib/store.js").Chat} chat */
function sign(chat) {
  const line = preview(chat);
  const online = chat.kind === "direct" && peer(chat)?.online;
  return [line.kind, line.text.slice(0, 120), titleOf(chat), chat.unread, chat.color, isMuted(chat), isPinned(chat), isMarked(chat), online, chat.id === state.current, chat.last && short(ms(chat.last.sent_at))].join("|");
}

const skeleton = () =>
  Array.from({ length: 7 }, () => h("div.waiting-item", { "aria-hidden": "true" }, h("span.skeleton", null), h("span.skeleton", null)));

function empty() {
  const address = location.origin;
  return h(
    "div.empty",
    null,
    h("div.empty-art", { "aria-hidden": "true" }, icon("people")),
    h("h2", null, t.noChats),
    h("button.button.button-primary", { type: "button", onclick: newChat }, t.newChat),
    h("p", null, t.noChatsHint),
    h("code.address", null, address),
    h(
      "button.button",
      {
        type: "button",
        onclick: () => navigator.clipboard?.writeText(address).then(() => toast(t.copied)),
      },
      t.copyAddress,
    ),
    h("button.link", { type: "button", "data-testid": "empty-public", onclick: () => void import("./group-browse.js").then((view) => view.browse(), () => toast(t.noNetwork)) }, t.publicGroups),
  );
}

/** Leads to the search of messages. @param {{ everywhere: boolean, q?: string }} how */
const findMessages = (how) => void import("./search.js").then(({ search }) => search(how));

const searchButton = () => iconButton("find", t.searchMessages, { "data-testid": "search", onclick: () => findMessages({ everywhere: true }) });

/** What is no name of a chat may be what somebody said. */
function elsewhere() {
  const q = filter;
  return h("button.row.row-accent", { type: "button", "data-testid": "search-for", onclick: () => findMessages({ everywhere: true, q }) }, h("span.row-icon", null, icon("find")), h("span.row-lines", { dir: "auto" }, t.searchFor(q)));
}

export function startSidebar() {
  const side = /** @type {HTMLElement} */ (document.getElementById("sidebar"));
  const list = h("ul.chat-list", null);
  const notes = h("div.list-notes", null);
  const shelf = h("div.shelf", null);
  let archive = false;
  const me = h("button.me", { disabled: true, type: "button", title: t.settings, "aria-label": t.settings, "data-testid": "settings", onclick: settings });
  const search = h("input", {
    type: "search",
    id: "filter",
    placeholder: t.filter,
    "aria-label": t.filter,
    autocomplete: "off",
    oninput: () => {
      filter = search.value.trim().toLowerCase();
      changed();
    },
  });
  const dot = h("span.badge.badge-corner", { hidden: true });
  const contacts = iconButton("people", t.contacts, { "data-testid": "contacts", onclick: () => people() });
  contacts.append(dot);
  fill(
    side,
    h("header.side-head", null, me, h("label.search", null, icon("search"), search), bell(), searchButton(), contacts, iconButton("pen", t.newChat, { "data-testid": "new-chat", onclick: newChat, class: "icon-button accent" })),
    shelf,
    list,
    notes,
  );
  placeMenus(list);
  let face = "";
  watch(() => {
    if (state.me && face !== state.me.display_name) {
      face = state.me.display_name;
      me.disabled = false;
      fill(me, avatar(state.me.id, face, { size: "small" }));
    }
    const asking = incoming().length + state.groupInvitations.length;
    if (dot.textContent !== String(asking || "")) {
      dot.hidden = asking === 0;
      dot.textContent = asking || "";
      contacts.setAttribute("aria-label", asking > 0 ? t.contactsWaiting(asking) : t.contacts);
    }
    const all = ordered();
    const away = all.filter(isArchived);
    if (away.length === 0) archive = false;
    // Looking for a chat finds what is put away, too.
    const chats = filter ? all.filter((chat) => titleOf(chat).toLowerCase().includes(filter)) : archive ? away : all.filter((chat) => !isArchived(chat));
    const unread = away.filter((chat) => chat.unread > 0 || isMarked(chat)).length;
    const put = filter || away.length === 0 ? "" : `${away.length}|${unread}|${archive}`;
    if (shelf.dataset.sign !== put) {
      shelf.dataset.sign = put;
      fill(shelf, put ? archiveRow(away.length, unread, archive, () => {
        archive = !archive;
        changed();
      }) : null);
    }
    keyed(list, chats, (chat) => String(chat.id), sign, item);
    const kind = !state.ready ? "waiting" : filter ? `${chats.length > 0}${filter}` : chats.length > 0 || away.length > 0 ? "" : "nobody";
    if (notes.dataset.kind !== kind) {
      notes.dataset.kind = kind;
      fill(notes, kind === "waiting" ? skeleton() : kind === "nobody" ? empty() : filter ? [chats.length > 0 ? null : h("p.quiet", null, t.noMatch), elsewhere()] : null);
    }
  });
  side.append(splitter());
}

/** The list's width is the person's to choose. */
function splitter() {
  const limits = { "aria-valuemin": NARROWEST, "aria-valuemax": WIDEST };
  const bar = h("div.splitter", { role: "separator", "aria-orientation": "vertical", "aria-label": t.listWidth, tabindex: 0, ...limits });
  const set = (/** @type {number} */ width) => {
    const kept = Math.min(Math.max(width, NARROWEST), WIDEST);
    document.documentElement.style.setProperty("--side", `${kept}px`);
    bar.setAttribute("aria-valuenow", String(kept));
    localStorage.setItem("tertulia.side", String(kept));
  };
  set(Number(localStorage.getItem("tertulia.side")) || 320);
  bar.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    bar.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ e) => set(fromRight ? innerWidth - e.clientX : e.clientX);
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", () => bar.removeEventListener("pointermove", move), { once: true });
  });
  bar.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const now = Number(localStorage.getItem("tertulia.side")) || 320;
    if (event.key === (fromRight ? "ArrowRight" : "ArrowLeft")) set(now - 16);
    if (event.key === (fromRight ? "ArrowLeft" : "ArrowRight")) set(now + 16);
  });
  return bar;
}
