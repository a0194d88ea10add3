/** The small Markdown of messages, as a tree: blocks, and what is in them. Knows no DOM; linear in the text's length. */
import { inline } from "./inline.js";

/**
 * @typedef {import("./inline.js").Inline} Inline
 * @typedef {{ kind: "words", parts: Inline[] } | { kind: "quote", parts: Inline[] } | { kind: "code", text: string } | { kind: "list", ordered: boolean, start: number, items: Inline[][] }} Block
 */

/** The blocks of a message. @param {string} text @returns {Block[]} */
export function parse(text) {
  /** @type {Block[]} */
  const blocks = [];
  const lines = new Lines(text);
  /** @type {string[]} */
  let words = [];
  const flush = (/** @type {boolean} */ more) => {
    // Empty lines around a block are the block's own room.
    while (more && words.at(-1) === "") words.pop();
    const first = blocks.length > 0 ? words.findIndex((line) => line !== "") : 0;
    words = first < 0 ? [] : words.slice(first);
    if (words.length > 0) blocks.push({ kind: "words", parts: inline(words.join("\n")) });
    words = [];
  };
  while (!lines.over()) {
    const block = lines.fence() ?? lines.quote() ?? lines.list();
    if (!block) {
      words.push(lines.take());
      continue;
    }
    flush(true);
    blocks.push(block);
  }
  flush(false);
  return blocks;
}

/** Lines of a text, taken from the front. */
class Lines {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.fences = true;
  }

  over() {
    return this.at > this.text.length || (this.at === this.text.length && this.at > 0);
  }

  end() {
    const end = this.text.indexOf("\n", this.at);
    return end < 0 ? this.text.length : end;
  }

  take() {
    const end = this.end();
    const line = this.text.slice(this.at, end);
    this.at = end + 1;
    return line;
  }

  /** Code between two fences; one that isn't closed is none. @returns {Block | null} */
  fence() {
    if (!this.fences || !this.text.startsWith("```", this.at)) return null;
    const begin = this.at + 3;
    const close = this.text.indexOf("```", begin);
    if (close < 0) {
      this.fences = false;
      return null;
    }
    const first = this.text.indexOf("\n", begin);
    // The word behind the fence names a language, not code.
    const named = first >= 0 && first < close && first - begin <= 20 && !/\s/.test(this.text.slice(begin, first).trim());
    const code = this.text.slice(named ? first + 1 : begin, close);
    if (code.trim() === "") return null;
    this.at = close + 3;
    // What follows on the line of the closing fence is a line of its own.
    if (this.text[this.at] === "\n") this.at += 1;
    return { kind: "code", text: code.endsWith("\n") ? code.slice(0, -1) : code };
  }

  /** Lines that begin with `>`. @returns {Block | null} */
  quote() {
    const lines = [];
    while (this.at < this.text.length && this.text[this.at] === ">") {
      const line = this.take();
      lines.push(line.slice(line[1] === " " ? 2 : 1));
    }
    return lines.length > 0 ? { kind: "quote", parts: inline(lines.join("\n")) } : null;
  }

  /** Lines that begin with `- `, `* ` or a number. @returns {Block | null} */
  list() {
    const first = this.item();
    if (!first) return null;
    const items = [];
    for (let next = first; next && next.ordered === first.ordered; ) {
      items.push(inline(this.take().slice(next.width)));
      const follows = this.item();
      if (!follows) break;
      next = follows;
    }
    return { kind: "list", ordered: first.ordered, start: first.number, items };
  }

  /** Whether a line of a list begins here. */
  item() {
    const found = /^(?:[-*]|(\d{1,3})[.)]) (?=\S)/.exec(this.text.slice(this.at, this.at + 6));
    return found ? { ordered: found[1] !== undefined, number: Number(found[1] ?? 1), width: found[0].length } : null;
  }
}

/** The text without its marks, for lists, quotes and notifications. @param {string} text */
export function plain(text) {
  const words = (/** @type {Inline[]} */ parts) => parts.map(wordsOf).join("");
  /** @param {Inline} part @returns {string} */
  const wordsOf = (part) => (part.parts ? words(part.parts) : part.kind === "mention" ? `@${part.text}` : part.text);
  const block = (/** @type {Block} */ one) => (one.kind === "code" ? one.text : one.kind === "list" ? one.items.map((item) => `• ${words(item)}`).join("\n") : words(one.parts));
  return parse(text).map(block).join("\n");
}
