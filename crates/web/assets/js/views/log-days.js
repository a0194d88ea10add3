/** The lines of a conversation on the page, a section for each day. */
import { h, keyed } from "../lib/dom.js";
import { focusIn } from "./log-place.js";
import { draw, signOf } from "./messages.js";

/** @typedef {import("./messages.js").Line} Line */

export class Days {
  constructor() {
    this.node = h("div.lines", null);
    /** @type {Set<string>} */
    this.known = new Set();
  }

  /** Draws what is another than before. @param {Line[]} lines @param {boolean} group @param {boolean} live one looks at the end, where new ones come */
  draw(lines, group, live) {
    /** @type {{ key: string, lines: Line[] }[]} */
    const days = [];
    for (const line of lines) {
      if (line.kind === "day") days.push({ key: `s${line.key}`, lines: [] });
      days.at(-1)?.lines.push(line);
    }
    const focus = focusIn(this.node);
    keyed(this.node, days, (day) => day.key, () => "", () => h("section", null));
    for (const [i, day] of days.entries()) {
      const section = this.node.children[i];
      if (section) keyed(section, day.lines, (line) => line.key, signOf, (line) => this.make(line, group, live));
    }
    focus();
  }

  /** @param {Line} line @param {boolean} group @param {boolean} live */
  make(line, group, live) {
    const node = draw(line, group);
    // Only what comes while one looks moves in; what was drawn before or scrolled up to is just there.
    const fresh = live && Date.now() - line.at < 5_000 && !this.known.has(line.key);
    this.known.add(line.key);
    if (fresh) node.classList.add("fresh");
    return node;
  }
}
