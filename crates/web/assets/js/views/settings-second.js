/** Two-step sign-in: setting it up, recovery codes, turning it off. */
import { call, get, post } from "../lib/api.js";
import { fill, h, toast } from "../lib/dom.js";
import { t } from "../i18n/en.js";
import { s } from "../i18n/en-settings.js";
import { field, outcome, page } from "./settings-parts.js";

/** A QR code out of rows of 1 and 0. @param {string[]} rows */
function qr(rows) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const size = rows.length + 8;
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("class", "qr");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", s.qr);
  const path = document.createElementNS(ns, "path");
  const cells = rows.flatMap((row, y) => [...row].map((cell, x) => (cell === "1" ? `M${x + 4} ${y + 4}h1v1h-1z` : "")));
  path.setAttribute("d", cells.join(""));
  svg.append(path);
  return svg;
}

const passwordField = () => h("input.input", { type: "password", name: "password", required: true, autocomplete: "current-password" });
const codeField = () => h("input.input", { name: "code", required: true, autocomplete: "one-time-code", autocapitalize: "none", spellcheck: "false", maxlength: 24 });

/** A form that does one thing. @param {any[]} fields @param {string} label @param {string} id @param {() => Promise<unknown>} act @param {string} [look] */
function form(fields, label, id, act, look = "button-primary") {
  const { line, say } = outcome();
  const button = h(`button.button.${look}`, { type: "submit", "data-testid": id }, label);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await act();
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    button.disabled = false;
  };
  return h("form", { onsubmit: submit }, fields, h("div.form-foot", null, line, button));
}

/** @param {HTMLElement} box @param {string[]} codes @param {() => unknown} then */
function showCodes(box, codes, then) {
  const copy = () =>
    navigator.clipboard.writeText(codes.join("\n")).then(
      () => toast(t.copied),
      () => {},
    );
  fill(
    box,
    h("p", null, s.keepCodes),
    h("ol.recovery", { "data-testid": "recovery-codes" }, codes.map((code) => h("li", null, h("code", null, code)))),
    h("div.form-row", null, h("button.button", { type: "button", onclick: copy }, s.copyCodes), h("button.button.button-primary", { type: "button", "data-testid": "codes-kept", onclick: then }, s.done)),
  );
}

/** @param {HTMLElement} box @param {any} told */
function scan(box, told) {
  const code = codeField();
  const done = async () => {
    const { recovery_codes } = await call("PUT", "/users/me/totp", { code: code.value });
    showCodes(box, recovery_codes, () => show(box));
  };
  fill(
    box,
    h("p", null, s.secondScan),
    qr(told.qr),
    h("p.quiet", null, s.secondType, " ", h("code.key", { "data-testid": "totp-secret" }, told.secret)),
    form([field(s.code, code)], s.turnOn, "totp-confirm", done),
  );
  code.focus();
}

/** @param {HTMLElement} box */
function start(box) {
  const password = passwordField();
  const begin = async () => scan(box, await post("/users/me/totp", { password: password.value }));
  fill(box, h("p", null, s.secondOff), form([field(s.password, password)], s.next, "totp-begin", begin));
}

/** @param {HTMLElement} box @param {number} left */
function manage(box, left) {
  const [password, code] = [passwordField(), codeField()];
  const body = () => ({ password: password.value, code: code.value });
  const off = async () => {
    await call("DELETE", "/users/me/totp", body());
    await show(box);
  };
  const renew = async () => showCodes(box, (await post("/users/me/recovery-codes", body())).recovery_codes, () => show(box));
  const { line, say } = outcome();
  const more = () => renew().catch((error) => say(error.message, true));
  fill(
    box,
    h("p", { "data-testid": "totp-on" }, s.secondOn(left)),
    form([field(s.password, password), field(s.code, code, s.codeHint)], s.turnOff, "totp-off", off, "button-bad"),
    line,
    h("button.button", { type: "button", "data-testid": "totp-renew", onclick: more }, s.newCodes),
  );
}

/** @param {HTMLElement} box */
async function show(box) {
  const state = await get("/users/me/totp").catch(() => null);
  if (!state) fill(box, h("p.note", null, t.noNetwork));
  else if (state.enabled) manage(box, state.recovery_codes_left);
  else start(box);
}

export function secondDialog() {
  const box = h("div.form-stack", null);
  page(s.second, "second-page", box);
  void show(box);
}
