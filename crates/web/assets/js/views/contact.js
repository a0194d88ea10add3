/** What one can do about somebody: befriend, answer, block. */
import { answer, ask, block, cancel, unblock, unfriend } from "../lib/contacts.js";
import { h, icon, toast } from "../lib/dom.js";
import { changed, nameOf, state } from "../lib/store.js";
import { date, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";

/** Does, and says what went wrong. @param {() => Promise<unknown>} act */
export async function attempt(act) {
  try {
    await act();
  } catch (error) {
    toast(/** @type {Error} */ (error).message);
  }
  changed();
}

/** @param {string} glyph @param {string} label @param {string} id @param {() => unknown} act @param {string} [look] */
const row = (glyph, label, id, act, look = "") =>
  h(`button.row${look}`, { type: "button", "data-testid": id, onclick: act }, h("span.row-icon", null, icon(glyph)), label);

/** The two answers to a request. @param {import("../lib/store.js").Contact} contact */
export function answers(contact) {
  const name = nameOf(contact.id);
  return h(
    "span.answers",
    null,
    h("button.button.button-primary.button-small", { type: "button", "data-testid": "accept", "aria-label": t.acceptOf(name), onclick: () => attempt(() => answer(contact, true)) }, t.accept),
    h("button.button.button-small", { type: "button", "data-testid": "reject", "aria-label": t.rejectOf(name), onclick: () => attempt(() => answer(contact, false)) }, t.reject),
  );
}

/** Someone's standing, in a line. @param {number} id */
export function standing(id) {
  const contact = state.contacts.get(id);
  if (contact?.blockedAt) return t.youBlock;
  if (contact?.friendsSince) return t.friendsSince(date(ms(contact.friendsSince)));
  if (contact?.request) return contact.request.incoming ? t.wantsToBeFriends : t.requestSent;
  return "";
}

/** What one sees of a chat, as a file. @param {import("../lib/store.js").Chat} chat */
export const exportRow = (chat) => row("download", t.exportChat, "export-chat", () => attempt(async () => (await import("./export.js")).exportDialog(chat)));

/** What the drawer offers about somebody. @param {number} id */
export function contactActions(id) {
  const contact = state.contacts.get(id);
  const name = nameOf(id);
  if (contact?.blockedAt) return [row("unblock", t.unblock(name), "unblock", () => attempt(() => unblock(id)))];
  const first = contact?.friendsSince
    ? row("unfriend", t.unfriend, "unfriend", () => attempt(() => unfriend(id)))
    : contact?.request?.incoming
      ? h("div.request", null, contact.request.note ? h("blockquote", { dir: "auto" }, contact.request.note) : null, answers(contact))
      : contact?.request
        ? row("close", t.cancelRequest, "cancel-request", () => attempt(() => cancel(contact)))
        : row("befriend", t.befriend, "befriend", () => attempt(() => ask(id)), ".row-accent");
  // It can be taken back at once, so nobody is asked whether they are sure.
  const tell = async () => (await import("./report.js")).report({ user_id: id });
  return [first, row("flag", t.reportPerson(name), "report-person", () => attempt(tell)), row("block", t.block(name), "block", () => attempt(() => block(id)), ".row-bad")];
}

/** What the drawer's actions depend on. @param {number} id */
export const contactSign = (id) => {
  const c = state.contacts.get(id);
  return [c?.friendsSince, c?.blockedAt, c?.request?.id, c?.request?.incoming].join();
};

/** In place of the composer, where a block stands. @param {number} id */
export function blockedBar(id) {
  return h(
    "p.over-and-out.blocked-bar",
    { role: "status", "data-testid": "blocked-bar" },
    t.youBlockThem(nameOf(id)),
    " ",
    h("button.link", { type: "button", onclick: () => attempt(() => unblock(id)) }, t.unblockShort),
  );
}
