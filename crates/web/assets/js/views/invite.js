/** Links that let people in: how to make one, and which there are. Fetched when first opened. */
import { call, get, post } from "../lib/api.js";
import { fill, h, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { exact, ms, short } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { i } from "../i18n/en-invite.js";

/** @typedef {{ id: number, made_by: string | null, note: string, made_at: string, expires_at: string, max_uses: number, uses: number, revoked_at: string | null }} Invitation */

/** @param {Invitation} one */
export function stateOf(one) {
  if (one.revoked_at) return "revoked";
  if (one.uses >= one.max_uses) return "used";
  return ms(one.expires_at) <= Date.now() ? "over" : "open";
}

/** @param {string} text */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(i.copied);
  } catch {
    toast(text);
  }
}

/** One invitation as a row. @param {Invitation} one @param {boolean} named @param {() => void} done */
export function row(one, named, done) {
  const state = stateOf(one);
  const end = async () => {
    try {
      await call("DELETE", `/invitations/${one.id}`);
      done();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  };
  const facts = [i.used(one.uses, one.max_uses), named ? i.by(one.made_by) : null].filter(Boolean).join(" · ");
  return h(
    "li.row",
    { "data-testid": "invitation", "data-state": state },
    h("span.row-icon", null, icon("befriend")),
    h("span.row-lines", null, h("strong", { dir: "auto" }, one.note || i.untitled), h("small", null, facts)),
    state === "open"
      ? [h("time.invite-end", { datetime: one.expires_at, title: exact(ms(one.expires_at)) }, i.states.open), h("button.link", { type: "button", "data-testid": "invite-revoke", "aria-label": i.takeBackOf(one.note), onclick: end }, i.takeBack)]
      : h("span.tag", { title: short(ms(one.expires_at)) }, i.states[state]),
  );
}

/** The link, once. @param {string} path */
function made(path) {
  const link = `${location.origin}${path}`;
  const field = h("input.input", { readonly: true, value: link, "data-testid": "invite-link", "aria-label": i.copy, onfocus: () => field.select() });
  return h("div.invite-made", { role: "status" }, h("p", null, i.ready), h("div", null, field, h("button.button.button-primary", { type: "button", onclick: () => copy(link) }, i.copy)));
}

/** @param {string} label @param {string} name @param {number[]} values @param {number} chosen @param {(n: number) => string} text */
function choice(label, name, values, chosen, text) {
  const option = (/** @type {number} */ value) => h("option", { value, selected: value === chosen }, text(value));
  return h("label.admin-field", null, h("span", null, label), h("select.input", { name }, values.map(option)));
}

/** @param {boolean} rules whether one administers @param {() => void} [done] */
export function invite(rules, done) {
  dress("admin");
  const place = h("div", null);
  const list = h("ul", { "aria-label": i.mine });
  const problem = h("p.problem", { role: "alert" });
  const submit = h("button.button.button-primary", { type: "submit", "data-testid": "invite-make" }, i.make);
  async function mine() {
    const page = await get("/invitations").catch(() => null);
    const items = page?.items ?? [];
    fill(list, items.length > 0 ? items.map((/** @type {Invitation} */ one) => row(one, false, mine)) : h("li.note", null, i.none));
  }
  const make = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    submit.disabled = true;
    problem.textContent = "";
    try {
      const body = { max_uses: Number(data.get("uses")), expires_in: Number(data.get("days")) * 86_400, note: String(data.get("note") ?? "") || undefined };
      const answer = await post("/invitations", body);
      fill(place, made(answer.path));
      done?.();
      void mine();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
    }
    submit.disabled = false;
  };
  const form = h(
    "form.admin-form",
    { onsubmit: make },
    h("p", null, i.lead),
    h("div.invite-choices", null, choice(i.uses, "uses", rules ? [1, 5, 10, 50, 250] : [1, 5, 10], 1, i.people), choice(i.lasts, "days", [1, 7, 30, 90], 7, i.days)),
    h("label.admin-field", null, h("span", null, i.note), h("input.input", { name: "note", maxlength: 200, autocomplete: "off" }), h("small", null, i.noteHint)),
    problem,
    submit,
  );
  const dialog = h(
    "dialog",
    { "aria-label": i.title, "data-testid": "invite" },
    h("header.dialog-head", null, h("h2", null, i.title), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-body", null, form, place, h("h3.caption", null, i.mine), list),
  );
  showDialog(dialog);
  void mine();
}
