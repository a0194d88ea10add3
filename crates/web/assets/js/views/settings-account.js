/** One's address and password. */
import { call, get } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { changed, state } from "../lib/store.js";
import { s } from "../i18n/en-settings.js";
import { field, outcome, page } from "./settings-parts.js";

const password = (/** @type {string} */ name, /** @type {string} */ autocomplete) =>
  h("input.input", { type: "password", name, required: true, autocomplete, minlength: autocomplete === "new-password" ? 8 : undefined, maxlength: 256 });

/** A form that asks for something and says how it went. @param {string} title @param {any[]} fields @param {string} label @param {string} id @param {() => Promise<string>} act */
function part(title, fields, label, id, act) {
  const { line, say } = outcome();
  const button = h("button.button.button-primary", { type: "submit", "data-testid": id }, label);
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      say(await act());
      form.reset();
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    button.disabled = false;
  };
  const form = h("form", { onsubmit: submit }, fields, line, button);
  return h("section.form-part", null, h("h3", null, title), form);
}

/** Where letters go now, and where they will. @param {any} me */
function standing(me) {
  const now = me.email_verified ? s.emailConfirmed : s.emailUnconfirmed;
  return [h("strong", { dir: "ltr" }, me.email), ` · ${now}`, me.pending_email ? h("span.quiet", { "data-testid": "pending-email" }, ` · ${s.emailWaits(me.pending_email)}`) : null];
}

function address() {
  const email = h("input.input", { type: "email", name: "email", required: true, maxlength: 254, autocomplete: "email", autocapitalize: "none", spellcheck: "false" });
  const known = password("email_password", "current-password");
  const now = h("p", { "data-testid": "email-now" }, standing(state.me));
  const show = (/** @type {any} */ me) => {
    Object.assign(state.me, { email: me.email, email_verified: me.email_verified, pending_email: me.pending_email });
    fill(now, standing(state.me));
    changed();
  };
  const change = async () => {
    const me = await call("PUT", "/users/me/email", { email: email.value.trim(), password: known.value });
    show(me);
    return me.pending_email ? s.emailAsked(me.pending_email) : s.saved;
  };
  // Another device may have answered the letter meanwhile.
  void get("/users/me").then(show, () => {});
  return [now, part(s.changeEmail, [field(s.newEmail, email), field(s.password, known)], s.changeEmail, "change-email", change)];
}

function secret() {
  const [old, fresh] = [password("old_password", "current-password"), password("new_password", "new-password")];
  const change = async () => {
    await call("PUT", "/users/me/password", { old_password: old.value, new_password: fresh.value });
    return s.passwordChanged;
  };
  return part(s.changePassword, [field(s.oldPassword, old), field(s.newPassword, fresh, s.newPasswordHint)], s.changePassword, "change-password", change);
}

export function accountDialog() {
  page(s.account, "account-page", address(), secret());
}
