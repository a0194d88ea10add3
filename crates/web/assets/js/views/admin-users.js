/** Everybody's accounts: a table to search, and how to make another. */
import { get, post } from "../lib/api.js";
import { fill, h, icon, iconButton, keyed, showDialog, toast } from "../lib/dom.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { a } from "../i18n/en-admin.js";
import { tags, userDialog, when } from "./admin-user.js";

/** @typedef {import("./admin-user.js").AdminUser} AdminUser */

const PAUSE_MS = 180;

/** @param {AdminUser} user @param {(user: AdminUser) => void} open */
function row(user, open) {
  return h(
    "tr",
    { "data-testid": "admin-user", "data-username": user.username, onclick: () => open(user) },
    h(
      "td",
      null,
      h(
        "div.admin-who",
        null,
        avatar(user.id, user.display_name, { size: "medium", online: user.online }),
        h("span.row-lines", null, h("button.admin-name", { type: "button", dir: "auto" }, user.display_name), h("small", null, `@${user.username}`)),
        tags(user),
      ),
    ),
    h("td.admin-wide", null, user.email),
    h("td.admin-wide", null, when(user.created_at)),
    h("td.admin-time", null, user.online ? a.online : when(user.last_seen)),
  );
}

const sign = (/** @type {AdminUser} */ user) => JSON.stringify(user);

/** @param {HTMLElement} body */
export function people(body) {
  /** @type {AdminUser[]} */
  let users = [];
  /** @type {string | null} */
  let next = null;
  let filter = "all";
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const input = h("input", { type: "search", "data-testid": "admin-search", placeholder: a.search, "aria-label": a.search, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const rows = h("tbody", null);
  const note = h("p.note", { role: "status", hidden: true });
  const more = h("button.button", { type: "button", hidden: true, onclick: () => load(next) }, a.more);

  const open = (/** @type {AdminUser} */ user) =>
    userDialog(user, (changed) => {
      users = users.map((one) => (one.id === changed.id ? changed : one));
      draw();
    });
  function draw() {
    keyed(rows, users, (user) => String(user.id), sign, (user) => row(user, open));
    note.hidden = users.length > 0;
    note.textContent = a.nobody;
    more.hidden = next === null;
  }
  /** @param {string | null} cursor */
  async function load(cursor) {
    const mine = ++asked;
    const query = `query=${encodeURIComponent(input.value.trim())}&filter=${filter}${cursor ? `&cursor=${cursor}` : ""}`;
    try {
      const page = await get(`/admin/users?${query}`);
      if (mine !== asked) return;
      users = cursor ? [...users, ...page.items] : page.items;
      next = page.next_cursor;
      draw();
    } catch (error) {
      if (mine === asked) toast(/** @type {Error} */ (error).message);
    }
  }
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => load(null), PAUSE_MS);
  });
  const choose = (/** @type {string} */ value) => () => {
    filter = value;
    void load(null);
  };
  const choices = Object.entries(a.filters).map(([value, label]) =>
    h("label", null, h("input", { type: "radio", name: "admin-filter", value, checked: value === filter, onchange: choose(value) }), label),
  );
  const head = [a.person, a.address, a.joined, a.seen].map((text, i) => h(i === 1 || i === 2 ? "th.admin-wide" : "th", { scope: "col" }, text));
  fill(
    body,
    h(
      "div.admin-tools",
      null,
      h("label.search", null, icon("search"), input),
      h("div.segments", { role: "radiogroup", "aria-label": a.title }, choices),
      h("button.button.button-primary", { type: "button", "data-testid": "admin-new-user", onclick: () => newUser(() => load(null)) }, icon("plus"), a.newUser),
    ),
    h("table.admin-table", null, h("thead", null, h("tr", null, head)), rows),
    note,
    h("div.admin-more", null, more),
  );
  void load(null);
}

/** @param {string} label @param {string} name @param {Record<string, any>} props @param {string} [hint] */
function field(label, name, props, hint) {
  return h("label.admin-field", null, h("span", null, label), h("input.input", { name, ...props }), hint ? h("small", null, hint) : null);
}

/** @param {() => void} done */
function newUser(done) {
  const problem = h("p.problem", { role: "alert" });
  const submit = h("button.button.button-primary", { type: "submit" }, a.create);
  const create = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
    submit.disabled = true;
    try {
      const body = { username: text("username"), email: text("email"), password: text("password"), display_name: text("display_name") || undefined, is_admin: data.get("is_admin") === "on" };
      const made = await post("/admin/users", body);
      dialog.close();
      toast(a.created(made.display_name));
      done();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      submit.disabled = false;
    }
  };
  const plain = { autocapitalize: "none", spellcheck: "false", autocomplete: "off", required: true };
  const form = h(
    "form.admin-form",
    { onsubmit: create },
    field(a.name, "display_name", { maxlength: 64, autocomplete: "off" }),
    field(a.username, "username", { ...plain, maxlength: 32 }),
    field(a.email, "email", { ...plain, type: "email" }),
    field(a.password, "password", { type: "password", minlength: 8, maxlength: 256, autocomplete: "new-password", required: true }, a.passwordHint),
    h("label.admin-check", null, h("input", { type: "checkbox", name: "is_admin" }), a.makeAdmin),
    problem,
    submit,
  );
  const dialog = h("dialog", { "aria-label": a.newUser }, h("header.dialog-head", null, h("h2", null, a.newUser), iconButton("close", t.close, { onclick: () => dialog.close() })), h("div.dialog-body", null, form));
  showDialog(dialog);
  form.querySelector("input")?.focus();
}
