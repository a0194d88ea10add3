/** The details beside a conversation: a person, or a group and its members. */
import { call, get, post } from "../lib/api.js";
import { fill, h, icon, iconButton } from "../lib/dom.js";
import { putMember } from "../lib/reduce.js";
import { changed, currentChat, peer, state, statusOf, titleOf, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { contactActions, contactSign, exportRow, standing, attempt } from "./contact.js";
import { muteActions, muteSign } from "./mute.js";
import { presence } from "./presence.js";
import { pickPeople } from "./picker.js";
import { isNarrow } from "./route.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

let shown = false;
let renaming = false;
let asking = false;
/** @type {Element | null} */
let before = null;

/** @param {boolean} now */
function set(now) {
  if (shown === now) return;
  shown = now;
  renaming = false;
  asking = false;
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
    return zone ? new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(Date.now()) : "";
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

/** @param {Chat} chat @param {boolean} owner */
function group(chat, owner) {
  const members = [...chat.members.values()].sort(byStanding);
  const add = h("button.row.row-accent", { type: "button", "data-testid": "add-people", onclick: () => addPeople(chat) }, h("span.row-icon", null, icon("plus")), t.addPeople);
  return [
    h(
      "div.profile",
      null,
      avatar(chat.id, titleOf(chat), { size: "large", group: true }),
      renaming ? rename(chat) : h("h3", { dir: "auto" }, titleOf(chat)),
      renaming ? null : h("p", null, t.members(chat.memberCount)),
      owner && !renaming ? h("button.link", { type: "button", "data-testid": "rename", onclick: startRename }, t.rename) : null,
    ),
    chat.removed ? null : [muteActions(chat), exportRow(chat)],
    owner && !chat.removed ? add : null,
    h("ul", { "aria-label": t.membersTitle }, members.map((one) => memberRow(chat, one, owner))),
    chat.removed ? null : leaving(chat),
  ];
}

/** Owners, then those who are here, then by name. @param {import("../lib/store.js").Member} a @param {import("../lib/store.js").Member} b */
function byStanding(a, b) {
  const rank = (/** @type {import("../lib/store.js").Member} */ m) =>
    (m.role === "owner" ? 0 : 2) + (m.user_id === state.me.id || state.users.get(m.user_id)?.online ? 0 : 1);
  const name = (/** @type {number} */ id) => state.users.get(id)?.display_name ?? "";
  return rank(a) - rank(b) || name(a.user_id).localeCompare(name(b.user_id));
}

/** @param {Chat} chat @param {import("../lib/store.js").Member} member @param {boolean} owner */
function memberRow(chat, member, owner) {
  const user = state.users.get(member.user_id);
  const mine = member.user_id === state.me.id;
  const name = user?.display_name ?? "…";
  const line = mine ? { text: t.you, kind: "me" } : presence(user);
  const remove = () => attempt(() => call("DELETE", `/chats/${chat.id}/members/${member.user_id}`));
  return h(
    "li.row",
    { "data-testid": "member", "data-user": member.user_id },
    avatar(member.user_id, name, { size: "medium", online: mine || user?.online }),
    h("span.row-lines", null, h("strong", { dir: "auto" }, name), h(`small.is-${line.kind}`, null, line.text)),
    member.role === "owner" ? h("span.tag", null, t.owner) : null,
    owner && !mine && !chat.removed ? iconButton("close", t.removeMember(name), { "data-testid": "remove-member", onclick: remove }) : null,
  );
}

function startRename() {
  renaming = true;
  changed();
}

/** @param {Chat} chat */
function rename(chat) {
  const input = h("input.input", { value: titleOf(chat), maxlength: 100, "aria-label": t.groupTitle, name: "title" });
  const done = () => {
    renaming = false;
    changed();
  };
  const save = (/** @type {Event} */ event) => {
    event.preventDefault();
    void attempt(async () => {
      await call("PATCH", `/chats/${chat.id}`, { title: input.value.trim() });
      done();
    });
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    done();
  };
  requestAnimationFrame(() => input.select());
  return h("form.rename", { onsubmit: save, onkeydown: keys }, input, h("button.button.button-primary", { type: "submit" }, t.save));
}

/** @param {Chat} chat */
function leaving(chat) {
  const ask = (/** @type {boolean} */ now) => () => {
    asking = now;
    changed();
  };
  const leave = () => attempt(() => call("DELETE", `/chats/${chat.id}/members/me`));
  if (!asking) {
    return h("button.row.row-bad", { type: "button", "data-testid": "leave", onclick: ask(true) }, h("span.row-icon", null, icon("exit")), t.leave);
  }
  return h(
    "div.ask",
    { role: "alert" },
    h("p", null, t.leaveAsk),
    h("div", null, h("button.button", { type: "button", onclick: ask(false) }, t.cancel), h("button.button.button-bad", { type: "button", "data-testid": "leave-yes", onclick: leave }, t.leave)),
  );
}

/** @param {Chat} chat */
function addPeople(chat) {
  pickPeople({
    title: t.addPeople,
    action: t.add,
    without: new Set(chat.members.keys()),
    done: async (ids) => {
      const page = await post(`/chats/${chat.id}/members`, { user_ids: ids });
      for (const member of page.items) putMember(chat, member);
      changed();
    },
  });
}

/** What the drawer depends on. @param {Chat} chat */
function signOf(chat) {
  // What is being typed would be lost with the field.
  if (renaming) return [chat.id, chat.role, chat.removed, "renaming"].join("|");
  const people = [...chat.members.values()].map((m) => {
    const user = state.users.get(m.user_id);
    return [m.user_id, m.role, user?.display_name, presence(user).text].join();
  });
  const id = peer(chat)?.id ?? 0;
  const told = chat.kind === "direct" ? [statusOf(peer(chat)), state.profiles.get(id)?.bio, timeAt(state.profiles.get(id)?.time_zone), peer(chat)?.deleted].join("|") : "";
  const other = chat.kind === "direct" ? contactSign(id) + told : "";
  return [chat.id, other, muteSign(chat), titleOf(chat), chat.memberCount, chat.role, chat.removed, renaming, asking, ...people].join("|");
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
      return;
    }
    const next = signOf(chat);
    if (next === sign) return;
    sign = next;
    title.textContent = chat.kind === "group" ? t.groupInfo : t.personInfo;
    fill(body, chat.kind === "group" ? group(chat, chat.role === "owner") : person(chat));
    if (opened) drawer.querySelector("button")?.focus();
  });
  addEventListener("tertulia:drawer", () => set(false));
  addEventListener("popstate", () => set(history.state?.drawer === true));
}
