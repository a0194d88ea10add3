/** Which chat is open: the address says so. */
import { changed, state } from "../lib/store.js";

/** So many messages of a chat stay when one goes elsewhere. */
const MOST = 100;

/** One pane at a time, as on a phone. */
export const isNarrow = () => matchMedia("(width < 700px)").matches;

/** The administration lies over the chats; only those who open it fetch it. @param {string | undefined} section */
function administration(section) {
  const place = /** @type {HTMLElement} */ (document.getElementById("admin"));
  const opened = Boolean(place.hidden);
  place.hidden = section === undefined;
  for (const other of place.parentElement?.children ?? []) if (other !== place) other.toggleAttribute("inert", section !== undefined);
  if (section !== undefined) void import("./admin.js").then((admin) => admin.showAdmin(section, opened));
}

/** The link of a group: what it leads to lies over the chats. @param {string | undefined} code */
function joining(code) {
  if (code === undefined) return void /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog[data-testid="join"]'))?.close();
  void import("./group-join.js").then(
    (view) => location.pathname.endsWith(code) && view.showJoin(code),
    () => leave(null),
  );
}

function apply() {
  const admin = /^\/admin(?:\/(\w*))?$/.exec(location.pathname);
  administration(admin ? (admin[1] ?? "") : undefined);
  joining(/^\/g\/([^/]+)$/.exec(location.pathname)?.[1]);
  const id = /^\/c\/(\d+)$/.exec(location.pathname)?.[1];
  const before = state.current === null ? undefined : state.chats.get(state.current);
  const next = id ? Number(id) : null;
  if (before && next !== state.current) {
    before.marker = null;
    // A long way back is scrolled again, not drawn again.
    if (before.messages.length > MOST) Object.assign(before, { messages: before.messages.slice(-MOST), hasBefore: true });
    if (before.removed) state.chats.delete(before.id);
  }
  if (next !== state.current) dispatchEvent(new CustomEvent("tertulia:drawer"));
  state.current = next;
  if (state.hop && state.hop.chat !== next) state.hop = null;
  const seq = Number(new URLSearchParams(location.search).get("seq"));
  if (next !== null && Number.isSafeInteger(seq) && seq > 0) {
    state.hop = { chat: next, seq };
    // Gone to once: who loads the page again is where they were.
    history.replaceState(history.state, "", location.pathname);
  }
  const chat = next === null ? undefined : state.chats.get(next);
  if (chat && chat.marker === null && chat.unread > 0) chat.marker = chat.readSeq;
  document.body.dataset.pane = next === null ? "list" : "chat";
  changed();
}

/** Reads the address. */
export function route() {
  apply();
}

/** Opens a chat, or none. @param {number | null} id */
export function open(id) {
  const path = id === null ? "/" : `/c/${id}`;
  if (location.pathname !== path) {
    // From chat to chat on a phone, "back" still means the list.
    if (isNarrow() && state.current !== null) history.replaceState({ list: history.state?.list }, "", path);
    else history.pushState({ list: state.current === null }, "", path);
  }
  apply();
}

/** Opens a chat, or none, in the place of what the address leads to now. @param {number | null} id */
export function leave(id) {
  history.replaceState({ list: history.state?.list }, "", id === null ? "/" : `/c/${id}`);
  apply();
}

/** Opens an address of ours. @param {string} path */
export function go(path) {
  if (location.pathname + location.search !== path) history.pushState({ list: history.state?.list }, "", path);
  apply();
}

/** Opens a message in its chat. @param {number} chat @param {number} seq */
export function goTo(chat, seq) {
  open(chat);
  state.hop = { chat, seq };
  changed();
}

/** The address of a chat or a message of ours is opened here, wherever it stands. @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const url = new URL(link.href, location.href);
  if (url.origin !== location.origin || !/^\/c\/\d+$/.test(url.pathname)) return;
  event.preventDefault();
  go(url.pathname + url.search);
}

addEventListener("click", follow);

/** Back to the list: the way one came, if one came from there. */
export function back() {
  if (history.state?.list) history.back();
  else open(null);
}

addEventListener("popstate", apply);
