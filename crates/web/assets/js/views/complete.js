/** What the composer offers while one types `@name` or `:emoji`. */
import { fill, h, icon } from "../lib/dom.js";
import { findEmoji, loadEmoji, toned, usedEmoji } from "../lib/emoji.js";
import { may } from "../lib/group.js";
import { findMembers, isWhole } from "../lib/members.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { m } from "../i18n/en-message.js";

/** @typedef {{ key: string, text: string, node: () => any[] }} Offer `text` takes the place of what was typed */

const MOST = 8;
/** What is typed up to the cursor, when it asks for a name: at the beginning of a word. */
const ASKS = /(?:^|[\s(])([@:])([\p{L}\p{N}._+-]{0,40})$/u;
const WHOLE = /(?:^|[\s(]):([a-z0-9_+-]{2,40}):$/;

/** How long one may pause before the server is asked, in milliseconds. */
const PAUSE = 150;

/** Whom the server finds in a group of which not all are here. @param {number} id @param {string} query @param {() => boolean} still whether that is asked for still @returns {Promise<Set<number>>} */
async function found(id, query, still) {
  const chat = state.chats.get(id);
  if (!chat || chat.kind !== "group" || query === "" || isWhole(chat)) return new Set();
  await new Promise((then) => setTimeout(then, PAUSE));
  return still() ? new Set(await findMembers(chat, query, MOST).catch(() => [])) : new Set();
}

/** People of a chat by the beginning of a username or of a word of the name. @param {number} chat @param {string} query @param {Set<number>} more whom the server found @returns {Offer[]} */
function people(chat, query, more) {
  const asked = query.toLowerCase();
  const members = [...(state.chats.get(chat)?.members.keys() ?? [])].map((id) => state.users.get(id));
  const fits = members.filter((user) => user && !user.deleted && user.id !== state.me.id && (more.has(user.id) || ` ${user.username} ${user.display_name}`.toLowerCase().includes(` ${asked}`)));
  const sorted = fits.sort((a, b) => (a?.display_name ?? "").localeCompare(b?.display_name ?? ""));
  const all = "all".startsWith(asked) && mayCallAll(chat) ? [everybody] : [];
  return [...all, ...sorted.slice(0, MOST - all.length).map(offer)];
}

/** Calls everybody. @type {Offer} */
const everybody = {
  key: "@all",
  text: "@all ",
  node: () => [h("span.offer-emoji", { "aria-hidden": "true" }, icon("people")), h("span.offer-name", null, m.everybody), h("small", null, "@all")],
};

/** @param {number} id */
function mayCallAll(id) {
  const chat = state.chats.get(id);
  return chat !== undefined && may(chat, "mentionAll");
}

/** @param {import("../lib/store.js").User | undefined} user @returns {Offer} */
function offer(user) {
  return {
    key: `@${user?.id}`,
    text: `@${user?.username} `,
    node: () => [avatar(user?.id ?? 0, user?.display_name ?? "", { size: "small" }), h("span.offer-name", { dir: "auto" }, user?.display_name), h("small", null, `@${user?.username}`)],
  };
}

/** @param {string} query @returns {Promise<Offer[]>} */
async function emoji(query) {
  if (query.length < 2) return [];
  const all = await loadEmoji().catch(() => []);
  return findEmoji(all, query).slice(0, MOST).map((one) => ({
    key: one.char,
    text: `${toned(one)} `,
    node: () => [h("span.offer-emoji", { "aria-hidden": "true" }, toned(one)), h("span.offer-name", null, `:${one.codes[0] ?? one.name}:`)],
  }));
}

/**
 * @param {HTMLTextAreaElement} area
 * @param {number} chat
 * @param {() => void} typed what is in the field changed
 */
export function completion(area, chat, typed) {
  /** @type {Offer[]} */
  let offers = [];
  let at = 0;
  /** How many characters before the cursor are to be replaced. */
  let width = 0;
  const list = h("div.offers", { id: "offers", role: "listbox", "aria-label": m.suggestions, "data-testid": "offers", hidden: true });
  const said = h("span.hidden", { role: "status" });

  const draw = () => {
    list.hidden = offers.length === 0;
    fill(list, offers.map((one, i) => h("div.offer", { id: `offer-${i}`, role: "option", "data-testid": "offer", "aria-selected": String(i === at), onpointerdown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => take(one) }, one.node())));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (offers.length > 0) area.setAttribute("aria-activedescendant", `offer-${at}`);
    else area.removeAttribute("aria-activedescendant");
    const words = offers.length > 0 ? m.suggested(offers.length) : "";
    if (said.textContent !== words) said.textContent = words;
  };
  const close = () => {
    if (offers.length === 0) return;
    offers = [];
    draw();
  };
  const put = (/** @type {string} */ text) => {
    const end = area.selectionEnd;
    area.setRangeText(text, end - width, end, "end");
    close();
    typed();
  };
  const take = (/** @type {Offer} */ offer) => {
    if (!offer.key.startsWith("@")) usedEmoji(offer.text.trim());
    put(offer.text);
    area.focus();
  };

  async function look() {
    const before = area.selectionStart === area.selectionEnd ? area.value.slice(Math.max(0, area.selectionEnd - 45), area.selectionEnd) : "";
    const whole = WHOLE.exec(before);
    if (whole) return closed(whole[1] ?? "", before);
    const asked = ASKS.exec(before);
    if (!asked) return close();
    const [, sign, query = ""] = asked;
    const still = () => area.value.slice(0, area.selectionEnd).endsWith(before);
    const show = (/** @type {Offer[]} */ all, chosen = "") => {
      // Meanwhile one typed on: the next look answers that.
      if (!still()) return;
      Object.assign(list.dataset, { kind: sign });
      [offers, at, width] = [all, Math.max(0, all.findIndex((one) => one.key === chosen)), query.length + 1];
      draw();
    };
    if (sign === ":") return show(await emoji(query));
    show(people(chat, query, new Set()));
    const more = await found(chat, query, still);
    if (more.size > 0 && document.activeElement === area) show(people(chat, query, more), at > 0 ? offers[at]?.key : "");
  }

  /** A whole name between colons becomes its emoji. @param {string} code @param {string} before */
  async function closed(code, before) {
    const all = await loadEmoji().catch(() => []);
    const one = all.find((emoji) => emoji.codes.includes(code));
    if (!one || !area.value.slice(0, area.selectionEnd).endsWith(before)) return close();
    width = code.length + 2;
    put(toned(one));
  }

  /** Whether a key was for the list. @param {KeyboardEvent} event */
  function press(event) {
    if (offers.length === 0) return false;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") at = (at + 1) % offers.length;
    else if (event.key === "ArrowUp") at = (at - 1 + offers.length) % offers.length;
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
      const offer = offers[at];
      if (offer) take(offer);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    draw();
    return true;
  }
  area.addEventListener("blur", close);
  return { node: h("div.offers-place", null, list, said), look: () => void look(), press, close };
}
