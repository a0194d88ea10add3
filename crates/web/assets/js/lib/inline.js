/**
 * Marks, links, names and code within a block of a message.
 *
 * One pass over the text: at most one mark of each kind is open, so that what is open is at most
 * five deep and every piece is moved at most so often; whatever is looked for ahead and isn't there is not
 * looked for again. Time grows with the length of the text and with nothing else.
 */
import { linkAt, safeLink } from "./links.js";

/**
 * @typedef {{ kind: "text" | "code" | "mention", text: string, parts?: undefined }} Leaf
 * @typedef {{ kind: "bold" | "italic" | "strike" | "link", href?: string, parts: Inline[] }} Branch
 * @typedef {Leaf | Branch} Inline
 */

/** @type {Record<string, "bold" | "italic" | "strike">} */
const MARKS = { "**": "bold", "*": "italic", _: "italic", "~~": "strike" };

const LETTER = /[\p{L}\p{N}]/u;
const LONGEST_NAME = 64;

/** A letter or digit; those of ASCII need no table. @param {string} c */
const isWord = (c) => (c < "\x80" ? (c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || (c >= "0" && c <= "9") : LETTER.test(c));

/** @param {string} c */
const isName = (c) => isWord(c) || c === "." || c === "_" || c === "-";

/** @param {string} c */
const isSpace = (c) => c === " " || c === "\n" || c === "\t" || (c > "\x80" && c.trim() === "");

/** @param {string} text @returns {Inline[]} */
export const inline = (text) => new Scanner(text).run();

class Scanner {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    /** Where the text begins that isn't taken yet. */
    this.from = 0;
    /** What is open, the outermost first; the ground lies below all. @type {{ mark: string, parts: Inline[] }[]} */
    this.open = [{ mark: "", parts: [] }];
    /** Where the next of these was found; -1: nowhere any more. @type {Map<string, number>} */
    this.ahead = new Map();
  }

  run() {
    while (this.at < this.text.length) {
      const taken = this.step(this.text[this.at] ?? "");
      if (!taken) this.at += 1;
    }
    this.words(this.text.length);
    while (this.open.length > 1) this.fold();
    return this.open[0]?.parts ?? [];
  }

  /** Whether something else than text begins here, and was taken. @param {string} c */
  step(c) {
    if (c === "\\") return this.escape();
    if (c === "`") return this.code();
    if (c === "@") return this.mention();
    if (c === "[") return this.label();
    if (c === "]") return this.target();
    if (c === "h" || c === "H" || c === "m" || c === "M") return this.link();
    if (c === "*" || c === "_" || c === "~") return this.mark(c);
    return false;
  }

  /** @param {Inline} part */
  put(part) {
    const parts = this.open.at(-1)?.parts;
    const last = parts?.at(-1);
    if (part.kind === "text" && last?.kind === "text") last.text += part.text;
    else parts?.push(part);
  }

  /** Takes the text up to a place as it is. @param {number} end */
  words(end) {
    if (end > this.from) this.put({ kind: "text", text: this.text.slice(this.from, end) });
    this.from = end;
  }

  /** Goes on behind something. @param {number} to */
  skip(to) {
    this.at = to;
    this.from = to;
    return true;
  }

  /** The innermost open mark was only text. */
  fold() {
    const last = this.open.pop();
    if (!last) return;
    this.put({ kind: "text", text: last.mark });
    for (const part of last.parts) this.put(part);
  }

  /** Where something stands next; each place is looked at once. @param {string} what @param {number} from */
  find(what, from) {
    const known = this.ahead.get(what);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = this.text.indexOf(what, from);
    this.ahead.set(what, found);
    return found;
  }

  escape() {
    const next = this.text[this.at + 1] ?? "";
    if (!"\\`*_~[]@>".includes(next) || next === "") return false;
    this.words(this.at);
    this.from = this.at + 1;
    this.at += 2;
    return true;
  }

  code() {
    let width = 1;
    while (width < 3 && this.text[this.at + width] === "`") width += 1;
    const run = "`".repeat(width);
    const close = this.find(run, this.at + width);
    const code = close < 0 ? "" : this.text.slice(this.at + width, close);
    if (code.trim() === "") {
      this.at += width;
      return true;
    }
    this.words(this.at);
    this.put({ kind: "code", text: code });
    return this.skip(close + width);
  }

  /** A name after an `@` that begins a word, as the server sees names. */
  mention() {
    const before = this.text[this.at - 1] ?? "";
    if (before === "@" || isName(before)) return false;
    let end = this.at + 1;
    while (end - this.at <= LONGEST_NAME && isName(this.text[end] ?? "")) end += 1;
    if (end === this.at + 1) return false;
    this.words(this.at);
    this.put({ kind: "mention", text: this.text.slice(this.at + 1, end) });
    return this.skip(end);
  }

  link() {
    if (isWord(this.text[this.at - 1] ?? "")) return false;
    const found = linkAt(this.text, this.at);
    if (!found) return false;
    if (found.href) {
      this.words(this.at);
      this.put({ kind: "link", href: found.href, parts: [{ kind: "text", text: this.text.slice(this.at, found.end) }] });
      return this.skip(found.end);
    }
    this.at = found.end;
    return true;
  }

  label() {
    if (this.text[this.at + 1] === "[" || !this.begin("[")) return false;
    return this.skip(this.at + 1);
  }

  /** `](address)` ends what began with `[`. */
  target() {
    const depth = this.open.findIndex((one) => one.mark === "[");
    if (depth < 0 || this.text[this.at + 1] !== "(") return false;
    const close = this.find(")", this.at + 2);
    const href = close < 0 || close - this.at > 2_050 ? "" : safeLink(this.text.slice(this.at + 2, close));
    if (!href) return false;
    this.words(this.at);
    while (this.open.length > depth + 1) this.fold();
    const parts = this.open.pop()?.parts ?? [];
    if (parts.length === 0) parts.push({ kind: "text", text: href });
    this.put({ kind: "link", href, parts });
    return this.skip(close + 1);
  }

  /** @param {string} c */
  mark(c) {
    const twice = this.text[this.at + 1] === c && c !== "_";
    // Of three the inner one ends first.
    const inner = twice && this.text[this.at + 2] === c && this.open.at(-1)?.mark === c;
    const mark = twice && !inner ? c + c : c;
    const kind = MARKS[mark];
    const end = this.at + mark.length;
    // A longer run of one sign is a line or an ornament.
    if (!kind || (twice && this.text.startsWith(c + c, this.at + 2)) || (c === "_" && this.text[end] === c)) return this.ornament(c);
    const before = this.text[this.at - 1] ?? " ";
    const after = this.text[end] ?? " ";
    if (!isSpace(before) && !isWord(after) && this.close(mark, kind)) return true;
    if (isSpace(after) || isWord(before) || !this.begin(mark)) {
      this.at = end;
      return true;
    }
    return this.skip(end);
  }

  /** @param {string} c */
  ornament(c) {
    while (this.text[this.at] === c) this.at += 1;
    return true;
  }

  /** Opens a mark; one of its kind that is open already was only text, if nothing lies between. @param {string} mark */
  begin(mark) {
    this.words(this.at);
    if (this.open.at(-1)?.mark === mark) this.fold();
    else if (this.open.some((one) => one.mark === mark)) return false;
    this.open.push({ mark, parts: [] });
    return true;
  }

  /** @param {string} mark @param {"bold" | "italic" | "strike"} kind */
  close(mark, kind) {
    const depth = this.open.findIndex((one) => one.mark === mark);
    if (depth < 0) return false;
    this.words(this.at);
    while (this.open.length > depth + 1) this.fold();
    const parts = this.open.pop()?.parts ?? [];
    if (parts.length === 0) {
      this.put({ kind: "text", text: mark });
      return false;
    }
    this.put({ kind, parts });
    return this.skip(this.at + mark.length);
  }
}
