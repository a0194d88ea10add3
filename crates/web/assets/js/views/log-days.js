/** The lines of a conversation on the page, a section for each day. */
import { h, keyed } from "../lib/dom.js";
import { STEP } from "../lib/part.js";
import { focusIn } from "./log-place.js";
import { draw, signOf } from "./messages.js";

/** @typedef {import("./messages.js").Line} Line */
/** @typedef {{ key: string, head: Line, parts: { key: string, lines: Line[] }[] }} Day */

/** The days of a conversation, each in parts of some messages. @param {Line[]} lines @returns {Day[]} */
function inDays(lines) {
  /** @type {Day[]} */
  const days = [];
  let nth = 0;
  for (const line of lines) {
    const seen = days.at(-1);
    if (line.kind === "day") {
      // A message that failed stands at the end, whatever its day is: days may come twice.
      const before = days.filter(({ head }) => head.key === line.key).length;
      days.push({ key: `s${line.key}.${before}`, head: line, parts: [] });
      continue;
    }
    // What has no place of its own yet stands with what came before it.
    if (line.seq > 0) nth = Math.max(nth, Math.floor(line.seq / STEP));
    const key = `p${nth}`;
    if (seen && seen.parts.at(-1)?.key !== key) seen.parts.push({ key, lines: [] });
    seen?.parts.at(-1)?.lines.push(line);
  }
  return days;
}

export class Days {
  constructor() {
    this.node = h("div.lines", null);
    /** @type {Set<string>} */
    this.known = new Set();
  }

  /** Draws what is another than before. @param {Line[]} lines @param {boolean} group @param {boolean} live one looks at the end, where new ones come */
  draw(lines, group, live) {
    const days = inDays(lines);
    const make = (/** @type {Line} */ line) => this.make(line, group, live);
    const focus = focusIn(this.node);
    keyed(this.node, days, (day) => day.key, () => "", () => h("section", null, h("div", null)));
    for (const [i, day] of days.entries()) {
      const section = this.node.children[i];
      const place = section?.lastElementChild;
      if (!section || !place) continue;
      keyed(section, [day.head], (line) => line.key, signOf, make);
      keyed(place, day.parts, (part) => part.key, () => "", () => h("div.part", null));
      for (const [n, part] of day.parts.entries()) {
        const node = place.children[n];
        if (node) keyed(node, part.lines, (line) => line.key, signOf, make);
      }
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
