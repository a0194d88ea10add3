/** A message's text as nodes: its marks, its links, the people that it names. */
import { h } from "./dom.js";
import { pretends } from "./links.js";
import { parse, plain } from "./markup.js";
import { isLarge, state } from "./store.js";

/** @typedef {import("./inline.js").Inline} Inline @typedef {import("./markup.js").Block} Block */

const TAGS = { bold: "strong", italic: "em", strike: "s" };

/** @param {string} text @param {import("./store.js").Chat} [chat] whose members are shown where they are named */
export const rich = (text, chat) => parse(text).map((block) => blockNode(block, chat));

/** Whether there is more than lines of words in it. @param {any[]} nodes of `rich` */
export const hasBlocks = (nodes) => nodes.some((one) => one instanceof HTMLElement);

/** @param {Block} block @param {import("./store.js").Chat} [chat] @returns {any} */
function blockNode(block, chat) {
  if (block.kind === "code") return h("pre.code", { tabindex: 0, dir: "ltr" }, h("code", null, block.text));
  if (block.kind === "words") return block.parts.map((part) => node(part, chat, false));
  if (block.kind === "quote") return h("blockquote", null, block.parts.map((part) => node(part, chat, false)));
  const items = block.items.map((item) => h("li", null, item.map((part) => node(part, chat, false))));
  return h(block.ordered ? "ol" : "ul", block.ordered && block.start !== 1 ? { start: block.start } : null, items);
}

/** @param {Inline} part @param {import("./store.js").Chat | undefined} chat @param {boolean} linked within a link @returns {any} */
function node(part, chat, linked) {
  if (!part.parts) return part.kind === "code" ? h("code", null, part.text) : part.kind === "mention" ? mention(part.text, chat) : part.text;
  const inner = part.parts.map((one) => node(one, chat, linked || part.kind === "link"));
  if (part.kind !== "link") return h(TAGS[part.kind], null, inner);
  return linked ? inner : link(part, inner);
}

/** @param {Inline[]} parts @returns {string} */
const wordsOf = (parts) => parts.map((one) => (one.parts ? wordsOf(one.parts) : one.text)).join("");

/** @param {{ href?: string, parts: Inline[] }} part @param {any[]} inner */
function link({ href = "", parts }, inner) {
  const words = wordsOf(parts);
  const to = h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", title: words === href ? undefined : href }, inner);
  // Words that name another place than the link leads to don't stand alone.
  return words !== href && pretends(words, href) ? [to, ` (${href})`] : to;
}

/** Somebody in the chat, as the server takes names: a mark at the end may belong to the sentence. @param {string} name @param {import("./store.js").Chat} [chat] */
function mention(name, chat) {
  if (chat?.kind === "group" && name.replace(/[._-]+$/, "") === "all") return [h("span.mention", null, "@all"), name.slice(3)];
  for (const said of [name, name.replace(/[._-]+$/, "")]) {
    const user = chat && named(chat, said);
    if (!user) continue;
    const own = user.id === state.me.id;
    return [h("span.mention", { class: own ? "mention is-me" : "mention", title: user.display_name }, `@${said}`), name.slice(said.length)];
  }
  return `@${name}`;
}

/** @param {import("./store.js").Chat} chat @param {string} name */
function named(chat, name) {
  const low = name.toLowerCase();
  // Of a large group not all are here.
  for (const id of (isLarge(chat) ? state.users : chat.members).keys()) {
    const user = state.users.get(id);
    if (user && !user.deleted && user.username.toLowerCase() === low) return user;
  }
  return undefined;
}

/** @type {WeakMap<object, string>} */
const told = new WeakMap();

/** The first words of something that has a text, without marks and on one line. @param {{ text: string }} of */
export function firstWords(of) {
  let words = told.get(of);
  if (words === undefined) {
    words = plain(of.text.slice(0, 400)).replace(/\s+/g, " ").trim().slice(0, 200);
    told.set(of, words);
  }
  return words;
}
