/** What opens for one message: earlier versions, readers, reactions, the question before it goes. Fetched when first opened. */
import { get } from "../lib/api.js";
import { clearHistory, deleteForAll, deleteForMe } from "../lib/deeds.js";
import { h, iconButton, showDialog, toast } from "../lib/dom.js";
import { rich } from "../lib/rich.js";
import { nameOf } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { dateTime, exact, ms } from "../lib/time.js";
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

/** All pages of a list, up to a thousand. @param {string} path */
async function all(path) {
  /** @type {any[]} */
  const items = [];
  let cursor = "";
  do {
    const page = await get(`${path}?limit=200${cursor}`);
    items.push(...page.items);
    cursor = page.next_cursor ? `&cursor=${encodeURIComponent(page.next_cursor)}` : "";
  } while (cursor && items.length < 1_000);
  return items;
}

/** @param {number} at */
const when = (at) => h("time", { title: exact(at) }, dateTime(at));

/** @param {number} chat @param {number} seq */
export async function versions(chat, seq) {
  const { items } = await get(`${place(chat, seq)}/history`);
  const mark = (/** @type {number} */ at) => (at === items.length - 1 ? ` · ${m.historyNow}` : at === 0 ? ` · ${m.historyFirst}` : "");
  const row = (/** @type {any} */ one, /** @type {number} */ at) => h("li.version", null, h("small", null, when(ms(one.at)), mark(at)), h("div.text", { dir: "auto" }, rich(one.text)));
  dialog(m.history, "versions", h("ol.versions", null, items.map(row).reverse()));
}

/** A person with what is to be said of them. @param {number} id @param {number} at @param {string} [emoji] */
const person = (id, at, emoji) =>
  h("li.row", null, avatar(id, nameOf(id), { size: "medium" }), h("span.row-lines", null, h("strong", { dir: "auto" }, nameOf(id)), h("small", null, when(at))), emoji ? h("span.reader-emoji", null, emoji) : null);

/** @param {number} chat @param {number} seq */
export async function readers(chat, seq) {
  const items = await all(`${place(chat, seq)}/readers`);
  const rows = items.sort((a, b) => ms(b.at) - ms(a.at)).map((one) => person(one.user_id, ms(one.at)));
  dialog(m.readersTitle, "readers", rows.length > 0 ? h("ul", null, rows) : h("p.note", null, m.readersNone), h("p.hint", null, m.readersHidden));
}

/** @param {number} chat @param {number} seq */
export async function reacted(chat, seq) {
  const items = await all(`${place(chat, seq)}/reactions`);
  dialog(m.reactionsTitle, "reacted", h("ul", null, items.map((one) => person(one.user_id, ms(one.at), one.emoji))));
}

/** One after the other, at the pace that the server takes. @param {number[]} seqs @param {(seq: number) => Promise<any>} act */
async function each(seqs, act) {
  for (const seq of seqs) {
    for (let tries = 0; ; tries += 1) {
      try {
        await act(seq);
        break;
      } catch (error) {
        const problem = /** @type {any} */ (error);
        if (problem.code === "message_not_found") break;
        if (problem.code !== "rate_limited" || tries > 5) throw error;
        await new Promise((soon) => setTimeout(soon, 1_100));
      }
    }
  }
}

/**
 * Asks before messages go.
 *
 * @param {number} chat @param {number[]} seqs
 * @param {boolean} everyone whether one may delete them for everyone
 * @param {() => void} [done]
 */
export function ask(chat, seqs, everyone, done) {
  const choice = (/** @type {string} */ label, /** @type {string} */ hint, /** @type {string} */ test, /** @type {(chat: number, seq: number) => Promise<any>} */ act) => {
    const go = () => {
      node.close();
      done?.();
      each(seqs, (seq) => act(chat, seq)).catch((error) => toast(error.message));
    };
    return h("button.row", { type: "button", class: act === deleteForAll ? "row row-bad" : "row", "data-testid": test, onclick: go }, h("span.row-lines", null, h("strong", null, label), h("small", null, hint)));
  };
  const node = dialog(
    m.deleteMany(seqs.length),
    "delete-message",
    everyone ? choice(m.deleteForAll, m.deleteForAllHint, "delete-for-all", deleteForAll) : null,
    choice(m.deleteForMe, m.deleteForMeHint, "delete-for-me", deleteForMe),
  );
}

/** Asks before a history goes. @param {number} chat */
export function askClear(chat) {
  const go = () => {
    node.close();
    clearHistory(chat).then(() => toast(m.cleared), (error) => toast(error.message));
  };
  const node = h(
    "dialog",
    { "aria-label": m.clearTitle, "data-testid": "clear-history" },
    h("header.dialog-head", null, h("h2", null, m.clearTitle), iconButton("close", t.close, { onclick: () => node.close() })),
    h("div.dialog-body", null, h("p.ask-text", null, m.clearHint)),
    h("footer.dialog-foot", null, h("button.button", { type: "button", onclick: () => node.close() }, m.cancel), h("button.button.button-bad", { type: "button", "data-testid": "clear-yes", onclick: go }, m.clearYes)),
  );
  showDialog(node);
}
