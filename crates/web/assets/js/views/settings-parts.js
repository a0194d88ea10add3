/** What the pages of the settings are made of. */
import { fill, h, iconButton, showDialog } from "../lib/dom.js";
import { t } from "../i18n/en.js";

/** A page of the settings. @param {string} title @param {string} id @param {...any} content */
export function page(title, id, ...content) {
  const dialog = h(
    "dialog",
    { "aria-label": title, "data-testid": id },
    h("header.dialog-head", null, h("h2", null, title), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-body.form", null, content),
  );
  showDialog(dialog);
  return dialog;
}

let fields = 0;

/** A labelled field with a hint under it. @param {string} label @param {HTMLElement} input @param {string} [hint] */
export function field(label, input, hint) {
  const id = `field-${(fields += 1)}`;
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return h("div.form-field", null, h("label", { for: id }, label), input, hint ? h("small", { id: `${id}-hint` }, hint) : null);
}

/** A choice of one. @param {Record<string, string>} choices @param {string} now @param {(value: string) => unknown} change @param {Record<string, any>} [props] */
export function select(choices, now, change, props) {
  const options = Object.entries(choices).map(([value, label]) => h("option", { value, selected: value === now }, label));
  const box = h("select.input", { ...props, onchange: () => change(box.value) }, options);
  return box;
}

/** Something that is on or off. @param {string} label @param {string} hint @param {boolean} on @param {(on: boolean) => unknown} change @param {Record<string, any>} [props] */
export function toggle(label, hint, on, change, props) {
  const id = `field-${(fields += 1)}`;
  const box = h("input", { type: "checkbox", role: "switch", id, checked: on, "aria-describedby": `${id}-hint`, ...props, onchange: () => change(box.checked) });
  return h("div.form-switch", null, h("label", { for: id }, h("span", null, label), h("small", { id: `${id}-hint` }, hint)), box);
}

/** A line that says how it went. */
export function outcome() {
  const line = h("p.form-outcome", { role: "status" });
  const say = (/** @type {string} */ text, bad = false) => {
    fill(line, text);
    line.classList.toggle("is-bad", bad);
  };
  return { line, say };
}
