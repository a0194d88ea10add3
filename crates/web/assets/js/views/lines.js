/** The quiet lines of a group: who came, who went, what was changed; and where it begins. */
import { h, icon, toast } from "../lib/dom.js";
import { may } from "../lib/group.js";
import { state } from "../lib/store.js";
import { date, exact, ms, time } from "../lib/time.js";
import { l } from "../i18n/en-lines.js";
import { t } from "../i18n/en.js";

/** @typedef {import("../lib/lines.js").Line} Line @typedef {import("../lib/lines.js").Brief} Brief @typedef {import("../lib/store.js").Chat} Chat */

/** So many are called by name, the others counted. */
const NAMED = 3;

/** @param {Brief | null | undefined} user @param {string} self */
const called = (user, self) => (!user ? l.somebody : user.id === state.me.id ? self : (state.users.get(user.id)?.display_name ?? user.display_name));

/** @param {Brief[]} users @param {string} self @param {number} [named] */
function names(users, self, named = NAMED) {
  // Oneself first: it is what one looks for.
  const order = [...users].sort((a, b) => Number(b.id === state.me.id) - Number(a.id === state.me.id));
  const cut = order.length > named + 1 ? order.slice(0, named) : order;
  return l.and(cut.map((user, at) => called(user, at === 0 && self === l.You ? l.You : l.you)), order.length - cut.length);
}

/** @param {Line} line */
function role(line) {
  const users = line.users ?? [];
  const to = line.changes?.[0]?.to;
  const by = called(line.by, l.You);
  const whom = names(users, l.you);
  if (to === "owner") return line.by && line.by.id !== users[0]?.id ? l.madeOwner(by, whom) : l.isOwner(names(users, l.You), users[0]?.id === state.me.id);
  if (to === "admin") return l.madeAdmin(by, whom, users.length);
  return users.length === 1 && line.by?.id === users[0]?.id ? l.steppedDown(by) : l.madeMember(by, whom, users.length);
}

/** @param {Line} line */
function edited(line) {
  const changes = line.changes ?? [];
  const [only] = changes;
  const by = called(line.by, l.You);
  const say = only && changes.length === 1 ? l.edits[only.what] : undefined;
  if (say) return say(by, only?.to ?? "");
  return l.edited(by, [...new Set(changes.map((one) => l.parts[one.what] ?? l.settings))]);
}

/** @type {Record<string, (by: string, whom: string, line: Line) => string>} */
const SAYS = {
  created: (by, whom, line) => (line.users?.length ? l.createdWith(by, whom) : l.created(by)),
  joined: (_, __, line) => l.joined(names(themselves(line), l.You)),
  left: (_, __, line) => l.left(names(themselves(line), l.You)),
  added: l.added,
  removed: l.removed,
  banned: l.banned,
  role: (_, __, line) => role(line),
  edited: (_, __, line) => edited(line),
};

/** Those whom a line without anybody else is about. @param {Line} line */
const themselves = (line) => (line.users?.length ? line.users : line.by ? [line.by] : []);

/** What a line says; nothing for kinds that aren't known here. @param {Line} line */
export const wordsOf = (line) => SAYS[line.kind]?.(called(line.by, l.You), names(line.users ?? [], l.you), line) ?? "";

/** @param {Line} line */
export function systemLine(line) {
  const words = wordsOf(line);
  const users = line.users ?? [];
  const all = users.length > NAMED + 1 ? names(users, l.you, users.length) : undefined;
  return h("p.system", { dir: "auto", "data-testid": "system-line", "data-kind": line.kind, title: all }, h("span", null, words), " · ", h("time", { title: exact(ms(line.at)), datetime: line.at }, time(ms(line.at))));
}

/** What stands where a group begins. @param {Chat} chat */
export function groupStart(chat) {
  const told = chat.lines?.some((line) => line.kind === "created");
  const born = !told && chat.createdAt ? h("p.system", null, l.createdOn(date(ms(chat.createdAt)))) : null;
  // One came later, or cleared what was before.
  const later = (chat.messages[0]?.seq ?? chat.lastSeq + 1) > 1;
  if (later) return [h("p", null, l.earlierHidden)];
  const alone = chat.memberCount <= 1 && may(chat, "add");
  const about = chat.description ? h("p.start-about", { dir: "auto" }, chat.description) : null;
  return [h("p", null, alone ? l.startAlone : l.startOfGroup), about, born, alone ? invite(chat) : null];
}

/** What they depend on. @param {Chat} chat */
export const startSign = (chat) => [chat.description, chat.color, chat.createdAt, chat.memberCount <= 1, may(chat, "add"), chat.messages[0]?.seq, chat.lastSeq === 0, chat.lines?.some((line) => line.kind === "created")].join("|");

/** Whoever is alone in a group wants company. @param {Chat} chat */
function invite(chat) {
  const failed = () => toast(t.noNetwork);
  const add = () => void import("./group-people.js").then((view) => view.addPeople(chat), failed);
  const link = () => void import("./group-links.js").then((view) => view.linksDialog(chat.id), failed);
  return h(
    "div.start-acts",
    null,
    h("button.button.button-primary", { type: "button", "data-testid": "start-add", onclick: add }, icon("plus"), l.addPeople),
    h("button.button", { type: "button", "data-testid": "start-link", onclick: link }, icon("link"), l.inviteByLink),
  );
}
