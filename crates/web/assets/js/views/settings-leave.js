/** Taking one's data along, resting, and going for good. */
import { call } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { inMemory, receive, size } from "../lib/save.js";
import { e } from "../i18n/en-export.js";
import { t } from "../i18n/en.js";
import { s } from "../i18n/en-settings.js";
import { field, outcome, page } from "./settings-parts.js";

function downloads() {
  const { line, say } = outcome();
  const start = async () => {
    button.disabled = true;
    say(s.downloading(size(0)));
    try {
      const told = (/** @type {unknown} */ _, /** @type {number} */ got) => say(s.downloading(size(got)));
      const got = await receive("/users/me/export", inMemory("tertulia-data.zip", "application/zip"), told);
      say(s.downloaded(size(got)));
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    button.disabled = false;
  };
  const button = h("button.button", { type: "button", "data-testid": "download-data", onclick: start }, s.download);
  return h("section.form-part", null, h("h3", null, s.download), h("p", null, s.downloadHint), button, line);
}

function exports() {
  const open = async () => (await import("./export.js")).exportDialog(null);
  const button = h("button.button", { type: "button", "data-testid": "export-all", onclick: open }, `${e.all}…`);
  return h("section.form-part", null, h("h3", null, e.all), h("p", null, e.allHint), button);
}

/** A button that first asks for the password. @param {{ title: string, hint: string, yes: string, id: string, act: (password: string) => Promise<unknown> }} of */
function asking(of) {
  const box = h("div", null);
  const rest = () => fill(box, h("button.button", { type: "button", "data-testid": of.id, onclick: question }, of.title));
  function question() {
    const { line, say } = outcome();
    const input = h("input.input", { type: "password", name: "password", required: true, autocomplete: "current-password" });
    const submit = async (/** @type {Event} */ event) => {
      event.preventDefault();
      try {
        await of.act(input.value);
        dispatchEvent(new CustomEvent("tertulia:gone"));
      } catch (error) {
        say(/** @type {Error} */ (error).message, true);
      }
    };
    const buttons = h("div.form-row", null, h("button.button", { type: "button", onclick: rest }, t.cancel), h("button.button.button-bad", { type: "submit", "data-testid": `${of.id}-yes` }, of.yes));
    fill(box, h("form", { onsubmit: submit }, field(s.password, input), line, buttons));
    input.focus();
  }
  rest();
  return h("section.form-part", null, h("h3", null, of.title), h("p", null, of.hint), box);
}

export function leaveDialog() {
  const rest = (/** @type {string} */ password) => call("POST", "/users/me/deactivation", { password });
  const end = (/** @type {string} */ password) => call("DELETE", "/users/me", { password });
  page(
    s.leaving,
    "leave-page",
    downloads(),
    exports(),
    asking({ title: s.deactivate, hint: s.deactivateHint, yes: s.deactivateYes, id: "deactivate", act: rest }),
    asking({ title: s.delete, hint: s.deleteHint, yes: s.deleteYes, id: "delete-account", act: end }),
  );
}
