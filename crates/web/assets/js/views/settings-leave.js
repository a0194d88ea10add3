/** Taking one's data along, resting, and going for good. */
import { call } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { t } from "../i18n/en.js";
import { s } from "../i18n/en-settings.js";
import { field, outcome, page } from "./settings-parts.js";

const MIB = 1_048_576;

/** @param {number} bytes */
const size = (bytes) => (bytes < MIB ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MIB).toFixed(1)} MB`);

/** Reads the answer as it comes and gives it to the browser as a file. @param {(text: string) => void} say */
async function download(say) {
  const response = await fetch("/api/v1/users/me/export", { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new Error((await response.json().catch(() => null))?.detail ?? t.wrong);
  const reader = response.body.getReader();
  const parts = [];
  let got = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    got += value.length;
    say(s.downloading(size(got)));
  }
  const url = URL.createObjectURL(new Blob(parts, { type: "application/zip" }));
  const link = h("a", { href: url, download: "tertulia-data.zip" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return got;
}

function downloads() {
  const { line, say } = outcome();
  const start = async () => {
    button.disabled = true;
    say(s.downloading(size(0)));
    try {
      say(s.downloaded(size(await download(say))));
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    button.disabled = false;
  };
  const button = h("button.button", { type: "button", "data-testid": "download-data", onclick: start }, s.download);
  return h("section.form-part", null, h("h3", null, s.download), h("p", null, s.downloadHint), button, line);
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
    asking({ title: s.deactivate, hint: s.deactivateHint, yes: s.deactivateYes, id: "deactivate", act: rest }),
    asking({ title: s.delete, hint: s.deleteHint, yes: s.deleteYes, id: "delete-account", act: end }),
  );
}
