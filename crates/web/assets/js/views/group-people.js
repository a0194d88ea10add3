/** The members of a group in its details: who they are, and what one does about them. */
import { call, post } from "../lib/api.js";
import { h, icon, keyed, toast } from "../lib/dom.js";
import { isStale } from "../lib/heard.js";
import { may, mayRemove } from "../lib/group.js";
import { findMembers, hasMore, isWhole, moreMembers } from "../lib/members.js";
import { openMenu } from "../lib/menu.js";
import { putMember } from "../lib/reduce.js";
import { changed, nameOf, state, statusOf } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { l } from "../i18n/en-lines.js";
import { t } from "../i18n/en.js";
import { g } from "../i18n/en-groups.js";
import { attempt } from "./contact.js";
import { ask } from "./group-parts.js";
import { startDirect } from "./newchat.js";
import { pickPeople } from "./picker.js";
import { presence } from "./presence.js";

/** @typedef {import("../lib/store.js").Chat} Chat @typedef {import("../lib/store.js").Member} Member */

/** So many rows are drawn at first, and more as one scrolls. */
const ROWS = 60;
/** From here on one can search. */
const MANY = 8;
const PAUSE_MS = 200;
const RANK = /** @type {Record<string, number>} */ ({ owner: 0, admin: 1 });

/** @param {Chat} chat */
export function addPeople(chat) {
  pickPeople({
    title: g.addPeople,
    action: g.add,
    without: new Set(chat.members.keys()),
    done: async (ids) => {
      const asked = performance.now();
      const { items, invited } = await post(`/chats/${chat.id}/members`, { user_ids: ids });
      const now = state.chats.get(chat.id);
      // The event tells the count; whoever it told of already is told.
      for (const member of items) if (now && !now.members.has(member.user_id) && !isStale(chat.id, member.user_id, asked)) putMember(now, member), (now.memberCount += 1);
      changed();
      const names = invited.map(nameOf);
      if (names.length > 0) toast(g.invitedInstead(l.and(names.slice(0, 3), names.length - 3), names.length));
      else if (items.length > 0) toast(g.added(items.length));
    },
  });
}

/** @param {Chat} chat @param {number} user */
const place = (chat, user) => `/chats/${chat.id}/members/${user === state.me.id ? "me" : user}`;

/** What one can do about a member. @param {Chat} chat @param {Member} member @returns {import("../lib/menu.js").Item[]} */
function actions(chat, member) {
  const id = member.user_id;
  const name = nameOf(id);
  const user = state.users.get(id);
  const set = (/** @type {string} */ role) => call("PATCH", place(chat, id), { role });
  if (id === state.me.id) {
    const down = () => void ask({ title: g.stepDown, lead: g.stepDownAsk, yes: g.stepDown, act: () => set("member") });
    return member.role === "admin" ? [{ icon: "down", label: g.stepDown, test: "step-down", act: down }] : [];
  }
  const handOver = () => void ask({ title: g.handOverTitle, lead: g.handOverAsk(name), yes: g.handOverYes, act: () => set("owner") });
  const remove = () => void ask({ title: g.removeTitle(name), lead: g.removeAsk(name), yes: g.removeYes, bad: true, act: () => call("DELETE", place(chat, id)) });
  const ban = () => void ask({ title: g.banTitle(name), lead: g.banAsk(name), yes: g.banYes, bad: true, act: () => call("PUT", `/chats/${chat.id}/bans/${id}`) });
  const rules = may(chat, "roles");
  const out = mayRemove(chat, member);
  const here = !user?.deleted;
  /** @type {(import("../lib/menu.js").Item | false)[]} */
  const all = [
    here && { icon: "bubbles", label: g.message, test: "message-member", act: () => void attempt(() => startDirect(id)) },
    rules && here && member.role === "member" && { icon: "shield", label: g.promote, test: "promote", act: () => void attempt(() => set("admin")) },
    rules && member.role === "admin" && { icon: "down", label: g.demote, test: "demote", act: () => void attempt(() => set("member")) },
    rules && here && { icon: "crown", label: g.handOver, test: "hand-over", act: handOver },
    out && { icon: "exit", label: g.remove, test: "remove-member", bad: true, act: remove },
    out && here && may(chat, "ban") && { icon: "block", label: g.ban, test: "ban-member", bad: true, act: ban },
  ];
  return all.filter((one) => one !== false);
}

/** @param {number} id */
const lineOf = (id) => {
  const user = state.users.get(id);
  if (id === state.me.id) return { text: t.you, kind: "me" };
  const own = presence(user);
  const status = statusOf(user);
  return status ? { text: `${own.text} · ${status}`, kind: own.kind } : own;
};

/** @param {number} id the chat @param {Member} member */
function row(id, member) {
  const chat = /** @type {Chat} */ (state.chats.get(id));
  const user = state.users.get(member.user_id);
  const mine = member.user_id === state.me.id;
  const name = nameOf(member.user_id);
  const line = lineOf(member.user_id);
  const role = g.roles[member.role];
  const parts = [
    avatar(member.user_id, name, { size: "medium", online: mine || user?.online }),
    h("span.row-lines", null, h("strong", { dir: "auto" }, name), h(`small.is-${line.kind}`, { dir: "auto" }, line.text)),
    role ? h(`span.tag.tag-${member.role}`, null, role) : null,
  ];
  const marks = { "data-user": member.user_id, "data-role": member.role };
  if (actions(chat, member).length === 0) return h("li.row", { "data-testid": "member", ...marks }, parts);
  const open = (/** @type {MouseEvent} */ event) => {
    // As things are now, not as they were when this was drawn.
    const now = state.chats.get(id);
    const one = now?.members.get(member.user_id);
    const items = now && one ? actions(now, one) : [];
    if (items.length > 0) openMenu(/** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect(), g.actionsFor(name), items);
  };
  return h("li", { "data-testid": "member", ...marks }, h("button.row", { type: "button", "aria-haspopup": "menu", "data-testid": "member-menu", onclick: open }, parts));
}

/** Owner, admins, the others; in groups that are all here by presence and name, else as they come. @param {Chat} chat */
function sorted(chat) {
  const whole = isWhole(chat);
  const rank = (/** @type {Member} */ one) => RANK[one.role] ?? 2;
  const here = (/** @type {Member} */ one) => (one.user_id === state.me.id || state.users.get(one.user_id)?.online ? 0 : 1);
  const name = (/** @type {Member} */ one) => state.users.get(one.user_id)?.display_name ?? "";
  return [...chat.members.values()].sort((a, b) => rank(a) - rank(b) || (whole ? here(a) - here(b) || name(a).localeCompare(name(b)) : a.user_id - b.user_id));
}

/** A word of a name, or the username, begins so. @param {number} id @param {string} query */
function fits(id, query) {
  const user = state.users.get(id);
  const name = user?.display_name.toLowerCase() ?? "";
  return user?.username.toLowerCase().startsWith(query) || name.startsWith(query) || name.includes(` ${query}`);
}

/** @param {number} id of the chat */
export function memberList(id) {
  let query = "";
  let rows = ROWS;
  /** @type {Set<number>} whom the server found for the query */
  let found = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const input = h("input", { type: "search", "data-testid": "member-search", placeholder: g.findMember, "aria-label": g.findMember, autocomplete: "off", oninput: typed });
  const box = h("label.search.member-search", { hidden: true }, icon("search"), input);
  const count = h("h3.caption", null);
  const list = h("ul", { "aria-labelledby": "member-count" });
  const note = h("p.note", { role: "status", hidden: true });
  const end = h("div.list-end", null);
  count.id = "member-count";
  const node = h("section.members", null, count, box, list, note, end);
  const chat = () => state.chats.get(id);

  function typed() {
    query = input.value.trim().toLowerCase();
    found = new Set();
    rows = ROWS;
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
    draw();
  }
  async function search() {
    const now = chat();
    const asked = query;
    if (!now || asked === "" || isWhole(now)) return;
    const ids = await findMembers(now, asked).catch(() => []);
    if (asked === query) found = new Set(ids);
    draw();
  }
  async function further() {
    const now = chat();
    if (!now || !end.isConnected) return;
    if (rows < now.members.size) rows += ROWS;
    else if (query === "" && hasMore(now)) await moreMembers(now).catch(() => {});
    draw();
  }
  new IntersectionObserver((all) => all.some((one) => one.isIntersecting) && void further()).observe(end);

  function draw() {
    const now = chat();
    if (!now) return;
    const all = sorted(now).filter((one) => query === "" || fits(one.user_id, query) || found.has(one.user_id));
    const title = g.members(now.memberCount);
    if (count.textContent !== title) count.textContent = title;
    box.hidden = now.memberCount < MANY && query === "";
    note.hidden = query === "" || all.length > 0;
    note.textContent = note.hidden ? "" : g.nobody(query);
    const sign = (/** @type {Member} */ one) => [one.role, nameOf(one.user_id), lineOf(one.user_id).text, state.users.get(one.user_id)?.online, actions(now, one).map((item) => item.test)].join("|");
    keyed(list, all.slice(0, rows), (one) => String(one.user_id), sign, (one) => row(id, one));
    // Whoever looks at the end wants what comes behind it.
    const waits = all.length > rows || (query === "" && hasMore(now));
    if (waits && end.isConnected && end.getBoundingClientRect().top < innerHeight) setTimeout(further, 100);
  }
  return { node, draw };
}
