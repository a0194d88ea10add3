/** The details beside a conversation: a person, or a group and its members. */
import { get } from "../lib/api.js";
import { fill, h, iconButton, toast } from "../lib/dom.js";
import { changed, currentChat, peer, state, statusOf, titleOf, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { locale } from "../i18n/language.js";
import { contactActions, contactSign, exportRow, standing } from "./contact.js";
import { muteActions, muteSign } from "./mute.js";
import { presence } from "./presence.js";
import { isNarrow } from "./route.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

let shown = false;
/** @type {Element | null} */
let before = null;

/** @param {boolean} now */
function set(now) {
  if (shown === now) return;
  shown = now;
  if (shown) before = document.activeElement;
  changed();
  if (!shown && before instanceof HTMLElement && before.isConnected) before.focus();
}

export const isOpen = () => shown;

/** On a phone the drawer is a page of its own: "back" closes it. */
function show() {
  if (isNarrow()) history.pushState({ ...history.state, drawer: true }, "", location.pathname);
  set(true);
}

export function close() {
  if (shown && history.state?.drawer) history.back();
  else set(false);
}

export const toggle = () => (shown ? close() : show());

/** What somebody tells of themselves; asked for when it is looked at. @param {number} id */
function about(id) {
  const profile = state.profiles.get(id);
  if (profile === undefined && id > 0) {
    state.profiles.set(id, null);
    get(`/users/${id}`).then(
      (told) => state.profiles.set(id, told),
      () => state.profiles.delete(id),
    ).finally(changed);
  }
  return profile?.bio ? h("p.bio", { dir: "auto", "data-testid": "bio" }, profile.bio) : null;
}

/** What time it is for somebody. @param {string | null | undefined} zone */
function timeAt(zone) {
  try {
    return zone ? new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(Date.now()) : "";
  } catch {
    return "";
  }
}

/** @param {Chat} chat */
function person(chat) {
  const user = peer(chat);
  const id = user?.id ?? 0;
  const line = presence(user);
  return [
    h(
      "div.profile",
      null,
      avatar(id, titleOf(chat), { size: "large", online: user?.online }),
      h("h3", { dir: "auto" }, titleOf(chat)),
      h(`p.is-${line.kind}`, null, line.text),
      statusOf(user) ? h("p.status-line", { dir: "auto", "data-testid": "status" }, statusOf(user)) : null,
    ),
    about(id),
    h(
      "dl.facts",
      null,
      h("div", null, h("dt", null, t.username), h("dd", null, `@${user?.username ?? ""}`)),
      timeAt(state.profiles.get(id)?.time_zone) ? h("div", null, h("dt", null, t.timeZone), h("dd", null, t.theirTime(timeAt(state.profiles.get(id)?.time_zone)))) : null,
      standing(id) ? h("div", null, h("dt", null, t.betweenYou), h("dd", { "data-testid": "standing" }, standing(id))) : null,
    ),
    muteActions(chat),
    exportRow(chat),
    user?.deleted ? null : contactActions(id),
  ];
}

/** What the details of a person depend on. @param {Chat} chat */
function signOf(chat) {
  const user = peer(chat);
  const id = user?.id ?? 0;
  const profile = state.profiles.get(id);
  return [chat.id, titleOf(chat), presence(user).text, statusOf(user), profile?.bio, timeAt(profile?.time_zone), user?.deleted, contactSign(id), muteSign(chat), chat.removed].join("|");
}

/** The details of the group that is shown; they draw themselves. @type {{ id: number, update: () => void } | null} */
let group = null;

/** @param {HTMLElement} body @param {Chat} chat */
async function showGroup(body, chat) {
  const mine = { id: chat.id, update: () => {} };
  group = mine;
  fill(body);
  try {
    const { groupDetails } = await import("./group-drawer.js");
    // Another chat may have been opened meanwhile.
    if (group !== mine) return;
    const details = groupDetails(chat.id);
    mine.update = details.update;
    fill(body, details.node);
  } catch {
    group = null;
    toast(t.noNetwork);
    set(false);
  }
}

export function startDrawer() {
  const drawer = /** @type {HTMLElement} */ (document.getElementById("drawer"));
  const body = h("div.dialog-body", { "data-testid": "drawer" });
  const title = h("h2", null);
  fill(drawer, h("header.dialog-head", null, title, iconButton("close", t.close, { onclick: close })), body);
  let sign = "";
  watch(() => {
    const chat = currentChat();
    const now = shown && chat !== undefined;
    const opened = now && drawer.hidden;
    drawer.hidden = !now;
    if (!now || !chat) {
      sign = "";
      group = null;
      return;
    }
    title.textContent = chat.kind === "group" ? t.groupInfo : t.personInfo;
    if (chat.kind === "group") {
      sign = "";
      if (group?.id === chat.id) group.update();
      else void showGroup(body, chat);
    } else {
      group = null;
      const next = signOf(chat);
      if (next !== sign) fill(body, person(chat));
      sign = next;
    }
    if (opened) drawer.querySelector("button")?.focus();
  });
  addEventListener("tertulia:drawer", () => set(false));
  addEventListener("popstate", () => set(history.state?.drawer === true));
}
