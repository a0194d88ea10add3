/** What opens for one message: earlier versions, readers, reactions, the question before it goes. Fetched when first opened. */
import { get } from "../lib/api.js";
import { h, iconButton, showDialog, toast } from "../lib/dom.js";
import { deleteForAll, deleteForMe } from "../lib/life.js";
import { nameOf } from "../lib/store.js";
import { avatar, rich } from "../lib/text.js";
import { dateTime, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";

/** @param {string} title @param {string} test @param {...any} body */
function dialog(title, test, ...body) {
  const node = h(
    "dialog",
    { "aria-label": title, "data-testid": test },
    h("header.dialog-head", null, h("h2", null, title), iconButton("close", t.close, { onclick: () => node.close() })),
    h("div.dialog-body", null, body),
  );
  showDialog(node);
  return node;
}

/** @param {number} chat @param {number} seq */
const place = (chat, seq) => `/chats/${chat}/messages/${seq}`;

/** @param {number} chat @param {number} seq */
export async function versions(chat, seq) {
  const { items } = await get(`${place(chat, seq)}/history`);
  const mark = (/** @type {number} */ at) => (at === items.length - 1 ? ` · ${m.historyNow}` : at === 0 ? ` · ${m.historyFirst}` : "");
  const row = (/** @type {any} */ one, /** @type {number} */ at) => h("li.version", null, h("small", null, dateTime(ms(one.at)) + mark(at)), h("p", { dir: "auto" }, rich(one.text)));
  dialog(m.history, "versions", h("ol.versions", null, items.map(row).reverse()));
}

/** A person with what is to be said of them. @param {number} id @param {string} right @param {string} [left] */
const person = (id, right, left) => h("li.reader", null, avatar(id, nameOf(id), { size: "small" }), h("span", { dir: "auto" }, nameOf(id)), left ? h("span.reader-emoji", null, left) : null, h("small", null, right));

/** @param {number} chat @param {number} seq */
export async function readers(chat, seq) {
  const { items } = await get(`${place(chat, seq)}/readers?limit=100`);
  const rows = items.map((/** @type {any} */ one) => person(one.user_id, dateTime(ms(one.at))));
  dialog(m.readers.replace("…", ""), "readers", rows.length ? h("ul.readers", null, rows) : h("p.note", null, m.readersNone), h("p.note", null, m.readersHidden));
}

/** @param {number} chat @param {number} seq */
export async function reacted(chat, seq) {
  const { items } = await get(`${place(chat, seq)}/reactions?limit=100`);
  const rows = items.map((/** @type {any} */ one) => person(one.user_id, dateTime(ms(one.at)), one.emoji));
  dialog(m.reactions.replace("…", ""), "reacted", h("ul.readers", null, rows));
}

/** @param {number} chat @param {number} seq @param {boolean} all whether one may delete it for everyone */
export function ask(chat, seq, all) {
  const go = (/** @type {() => Promise<any>} */ act) => () => {
    node.close();
    act().catch((error) => toast(error.message));
  };
  const choice = (/** @type {string} */ label, /** @type {string} */ hint, /** @type {string} */ test, /** @type {() => Promise<any>} */ act) =>
    h("button.row.is-bad", { type: "button", "data-testid": test, onclick: go(act) }, h("span.row-lines", null, h("span", null, label), h("small", null, hint)));
  const node = dialog(
    m.deleteTitle,
    "delete-message",
    all ? choice(m.deleteForAll, m.deleteForAllHint, "delete-for-all", () => deleteForAll(chat, seq)) : null,
    choice(m.deleteForMe, m.deleteForMeHint, "delete-for-me", () => deleteForMe(chat, seq)),
  );
}
