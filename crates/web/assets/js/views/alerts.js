/** What reaches somebody who looks elsewhere: notifications of the desktop, sounds, the number on the tab. */
import { badge } from "../lib/favicon.js";
import { isBlocked } from "../lib/contacts.js";
import { h, toast } from "../lib/dom.js";
import { isMuted, isQuiet } from "../lib/notices.js";
import { keepPush } from "../lib/push.js";
import { firstWords } from "../lib/rich.js";
import { chime } from "../lib/sound.js";
import { changed, nameOf, state, titleOf, watch } from "../lib/store.js";
import { n } from "../i18n/en-notices.js";
import { lineOf } from "./notices.js";
import { open } from "./route.js";

const ASKED = "tertulia.asked-to-notify";

const canNotify = () => "Notification" in window;
const isAway = () => document.hidden || !document.hasFocus();

/** Shows one; the next of the same tag takes its place. @param {string} title @param {string} body @param {string} tag @param {string} path */
async function show(title, body, tag, path) {
  if (!canNotify() || Notification.permission !== "granted" || state.quiet?.desktop === false) return;
  const options = { body, tag, icon: "/favicon.svg", data: { path } };
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (worker?.active) return worker.showNotification(title, options);
  const shown = new Notification(title, options);
  shown.onclick = () => {
    window.focus();
    if (path.startsWith("/c/")) open(Number(path.slice(3)));
    shown.close();
  };
}

/** @param {any} message */
function message(message) {
  const chat = state.chats.get(message.chat_id);
  if (!chat || message.sender_id === state.me.id || isMuted(chat) || isQuiet() || isBlocked(message.sender_id)) return;
  if (!isAway() && state.current === chat.id) return;
  if (state.quiet?.sounds) chime();
  if (!isAway()) return;
  if (canNotify() && Notification.permission === "default") offer();
  const name = nameOf(message.sender_id);
  const title = chat.kind === "group" ? n.newIn(name, titleOf(chat)) : name;
  void show(title, firstWords(message), `chat-${chat.id}`, `/c/${chat.id}`);
}

/** @param {any} notice */
function notice(notice) {
  if (isQuiet() || notice.kind === "mention" || notice.kind === "reply") return;
  const line = lineOf(notice);
  if (isAway()) return void show(n.title, line, `notice-${notice.id}`, "/");
  // Friends have lines of their own.
  if (!notice.kind.startsWith("friend")) toast(line);
}

/** A live event was taken in. @param {any} event */
export function alertOf(event) {
  if (event.ev === "message.new") message(event.message);
  if (event.ev === "notification.new") notice(event.notification);
}

let offered = false;

/** Something came while one was elsewhere: a fitting moment to ask, once. */
function offer() {
  if (offered || localStorage.getItem(ASKED) || state.quiet?.desktop === false) return;
  offered = true;
  changed();
}

/** Asks the browser for the right to notify; answers whether one has it. */
export async function askToNotify() {
  if (!canNotify()) return false;
  localStorage.setItem(ASKED, "yes");
  return (await Notification.requestPermission()) === "granted";
}

function banner() {
  const done = () => {
    localStorage.setItem(ASKED, "yes");
    bar.remove();
  };
  const yes = async () => {
    bar.remove();
    await askToNotify();
  };
  const bar = h(
    "aside.ask-banner",
    { role: "status", "data-testid": "ask-banner" },
    h("p", null, n.banner),
    h("button.button.button-small", { type: "button", "data-testid": "ask-no", onclick: done }, n.bannerNo),
    h("button.button.button-small.button-primary", { type: "button", "data-testid": "ask-yes", onclick: yes }, n.bannerYes),
  );
  return bar;
}

/** Unread messages of chats that one wants to hear of. */
const waiting = () => [...state.chats.values()].reduce((sum, chat) => sum + (isMuted(chat) ? 0 : chat.unread), 0);

export function startAlerts() {
  let asked = false;
  let count = -1;
  watch(() => {
    const now = waiting();
    if (now !== count) {
      count = now;
      document.title = (now > 0 ? `(${now}) ` : "") + document.title.replace(/^\(\d+\) /, "");
      badge(now);
      if (navigator.setAppBadge) void (now > 0 ? navigator.setAppBadge(now) : navigator.clearAppBadge()).catch(() => {});
    }
    if (offered && !asked && !document.hidden) {
      asked = true;
      document.body.prepend(banner());
    }
  });
  document.addEventListener("visibilitychange", changed);
  // A click on a notification lands here when a page is open.
  navigator.serviceWorker?.addEventListener("message", (event) => {
    const path = event.data?.open;
    if (event.data?.push === "changed") void keepPush().catch(() => {});
    if (typeof path === "string" && /^\/c\/\d+$/.test(path)) open(Number(path.slice(3)));
  });
}
