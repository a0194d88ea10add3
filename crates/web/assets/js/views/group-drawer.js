/** The details of a group: what it is about, the ways in, how it is run, who is in it. */
import { call } from "../lib/api.js";
import { fill, h, icon, toast } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { may } from "../lib/group.js";
import { asking, loadAsking } from "../lib/joining.js";
import { changed, state, titleOf } from "../lib/store.js";
import { rich } from "../lib/rich.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { g } from "../i18n/en-groups.js";
import { attempt, exportRow } from "./contact.js";
import { ask } from "./group-parts.js";
import { addPeople, memberList } from "./group-people.js";
import { muteActions, muteSign } from "./mute.js";
import { back } from "./route.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

/** Longer texts are folded until one wants them. */
const LONG = 240;

/** @param {string} glyph @param {string} label @param {string} test @param {() => unknown} act @param {{ hint?: string, look?: string, badge?: string }} [more] */
function row(glyph, label, test, act, more = {}) {
  const words = more.hint ? h("span.row-lines", null, h("span", null, label), h("small", null, more.hint)) : h("span.row-lines", null, label);
  return h(`button.row${more.look ?? ""}`, { type: "button", "data-testid": test, onclick: act }, h("span.row-icon", null, icon(glyph)), words, more.badge ? h("span.badge", null, more.badge) : null);
}

/** A text that one unfolds. @param {string} text @param {string} test */
function long(text, test) {
  const words = h("div.group-text", { dir: "auto", "data-testid": test }, rich(text));
  if (text.length <= LONG && text.split("\n").length < 6) return words;
  words.classList.add("is-folded");
  const turn = () => {
    const folded = words.classList.toggle("is-folded");
    button.textContent = folded ? g.showAll : g.showLess;
    button.setAttribute("aria-expanded", String(!folded));
  };
  const button = h("button.link", { type: "button", "aria-expanded": "false", onclick: turn }, g.showAll);
  return [words, button];
}

/** @param {Chat} chat */
function about(chat) {
  const edit = () => attempt(async () => (await import("./group-edit.js")).editDialog(chat.id));
  return [
    h(
      "div.profile",
      null,
      avatar(chat.id, titleOf(chat), { size: "large", group: true, color: chat.color ?? null }),
      h("h3", { dir: "auto", "data-testid": "group-name" }, titleOf(chat)),
      h("p", null, [t.members(chat.memberCount), chat.settings?.public ? g.isPublic : null].filter(Boolean).join(" · ")),
      may(chat, "editInfo") ? h("button.link", { type: "button", "data-testid": "rename", onclick: edit }, g.edit) : null,
    ),
    chat.description ? h("div.group-about", null, long(chat.description, "group-description")) : null,
    chat.rules ? h("div.group-about", null, h("h4", null, g.rules), long(chat.rules, "group-rules")) : null,
  ];
}

const aboutSign = (/** @type {Chat} */ chat) => JSON.stringify([titleOf(chat), chat.memberCount, chat.color, chat.description, chat.rules, chat.settings?.public, may(chat, "editInfo")]);

/** @param {Chat} chat */
function ways(chat) {
  const adds = may(chat, "add");
  const waiting = asking.get(chat.id);
  const count = waiting?.items.length ?? 0;
  const links = () => attempt(async () => (await import("./group-links.js")).linksDialog(chat.id));
  const requests = () => attempt(async () => (await import("./group-requests.js")).requestsDialog(chat.id));
  const settings = () => attempt(async () => (await import("./group-settings.js")).settingsDialog(chat.id));
  const bans = () => attempt(async () => (await import("./group-bans.js")).bansDialog(chat.id));
  return [
    chat.removed ? null : muteActions(chat),
    chat.removed ? null : exportRow(chat),
    adds && count > 0 ? row("befriend", g.requests, "join-requests", requests, { badge: `${count}${waiting?.more ? "+" : ""}` }) : null,
    adds ? row("link", g.links, "group-links", links) : null,
    may(chat, "settings") ? row("gear", g.settings, "group-settings", settings) : null,
    may(chat, "ban") ? row("block", g.bans, "group-bans", bans) : null,
    adds ? row("plus", g.addPeople, "add-people", () => addPeople(chat), { look: ".row-accent" }) : null,
  ];
}

const waysSign = (/** @type {Chat} */ chat) => [muteSign(chat), chat.removed, may(chat, "add"), may(chat, "settings"), may(chat, "ban"), asking.get(chat.id)?.items.length, asking.get(chat.id)?.more].join("|");

/** @param {Chat} chat */
function leaveAsk(chat) {
  if (chat.memberCount <= 1) return g.leaveLast;
  if (chat.role === "owner") return g.leaveOwner;
  return chat.settings?.public ? g.leavePublic : g.leaveAsk;
}

/** Back to the list; on a phone past the details, which are a page there. */
function away() {
  if (!history.state?.drawer) return back();
  addEventListener("popstate", back, { once: true });
  history.back();
}

/** @param {number} id */
function leave(id) {
  const chat = state.chats.get(id);
  if (!chat) return;
  const title = titleOf(chat);
  const act = async () => {
    await call("DELETE", `/chats/${id}/members/me`);
    const now = state.chats.get(id);
    // Going elsewhere forgets what one left; the event that says so may come before or after.
    if (now && state.current === id) {
      Object.assign(now, { removed: true, removedBy: state.me.id, unread: 0 });
      away();
    } else state.chats.delete(id);
    changed();
    toast(g.youLeft(title));
  };
  const question = ask({ title: g.leaveTitle(title), lead: leaveAsk(chat), yes: g.leaveYes, bad: true, act });
  question.querySelector('[data-testid="ask-go"]')?.setAttribute("data-testid", "leave-yes");
}

/** @param {number} id */
export function groupDetails(id) {
  dress("groups-more");
  const head = h("div", null);
  const acts = h("div.group-acts", null);
  const people = memberList(id);
  const end = h("div", null);
  const node = h("div", null, head, acts, people.node, end);
  const signs = ["", "", ""];
  /** Draws a part anew when what it depends on changed; focus stays where it was. @param {number} at @param {HTMLElement} part @param {string} sign @param {() => any} make */
  const part = (at, part, sign, make) => {
    if (signs[at] === sign) return;
    signs[at] = sign;
    const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute("data-testid") : null;
    fill(part, make());
    if (focused) /** @type {HTMLElement | null} */ (part.querySelector(`[data-testid="${focused}"]`))?.focus();
  };
  const update = () => {
    const chat = state.chats.get(id);
    if (!chat) return;
    part(0, head, aboutSign(chat), () => about(chat));
    part(1, acts, waysSign(chat), () => ways(chat));
    part(2, end, String(chat.removed), () => (chat.removed ? null : row("exit", g.leave, "leave", () => leave(id), { look: ".row-bad" })));
    people.draw();
  };
  const chat = state.chats.get(id);
  if (chat && may(chat, "add")) void loadAsking(id).catch(() => {});
  update();
  return { node, update };
}
