/** The fields in which a group tells of itself: texts with their limits, colours. */
import { h } from "../lib/dom.js";
import { COLORS } from "../lib/group.js";
import { g } from "../i18n/en-groups.js";

/** From here on one is told how much room is left. */
const NEARLY = 50;

let fields = 0;

/**
 * A text of several lines that says when room runs out.
 *
 * @param {string} label @param {string} hint @param {string} name @param {string} value @param {number} most
 */
export function textField(label, hint, name, value, most) {
  const id = `group-field-${(fields += 1)}`;
  const left = h("span.field-left", { role: "status" });
  const box = h("textarea.input", { id, name, rows: 3, maxlength: most, dir: "auto", "aria-describedby": `${id}-hint`, value });
  const count = () => {
    const room = most - box.value.length;
    left.textContent = room < NEARLY ? g.left(room) : "";
  };
  box.addEventListener("input", count);
  count();
  return { box, node: h("div.form-field", null, h("label", { for: id }, label), box, h("small.field-foot", null, h("span", { id: `${id}-hint` }, hint), left)) };
}

/** One of some colours, or none. @param {string | null} now @param {(color: string | null) => void} [change] */
export function colorField(now, change) {
  let chosen = now;
  const name = `group-color-${(fields += 1)}`;
  // A colour from elsewhere stays one to choose.
  const all = now && !COLORS.includes(now) ? [now, ...COLORS] : COLORS;
  const swatch = (/** @type {string | null} */ color, /** @type {string} */ label) => {
    const pick = () => {
      chosen = color;
      change?.(color);
    };
    const node = h(color ? "label.swatch" : "label.swatch.swatch-none", { title: label }, h("input", { type: "radio", name, value: color ?? "", checked: color === now, "aria-label": label, onchange: pick }));
    if (color) node.style.setProperty("--tint", color);
    return node;
  };
  const node = h("fieldset.form-field.swatches", null, h("legend", null, g.color), h("div", null, swatch(null, g.colorNone), all.map((color, at) => swatch(color, g.colorOf(at + 1)))));
  return { node, value: () => chosen };
}
