/** Which language one reads: kept by the account, so on all of one's devices. */
import { call } from "../lib/api.js";
import { h, toast } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { choose, chosen, LANGUAGES } from "../i18n/language.js";

/** Stores the choice; the page is loaded anew where it has to speak otherwise. @param {HTMLSelectElement} box */
async function change(box) {
  box.disabled = true;
  try {
    Object.assign(state.me, await call("PATCH", "/users/me", { language: box.value || null }));
    if (choose(box.value)) return location.reload();
  } catch (error) {
    box.value = now();
    toast(/** @type {Error} */ (error).message);
  }
  box.disabled = false;
}

/** What is chosen: `es` for `es-MX`, and nothing for a language that has no catalogue here. */
const now = () => Object.keys(LANGUAGES).find((key) => key === chosen().toLowerCase().split("-")[0]) ?? "";

export function languageChoice() {
  const options = Object.entries({ "": t.languageOfBrowser, ...LANGUAGES }).map(([value, name]) => h("option", { value, lang: value || null, selected: value === now() }, name));
  const box = h("select.input", { id: "language", "data-testid": "language", onchange: () => change(box) }, options);
  return h("div.language-choice", null, h("label.caption", { for: "language" }, t.language), box);
}
