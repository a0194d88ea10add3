/** What people reported: what waits, and what became of the rest. */
import { call, get } from "../lib/api.js";
import { fill, h, icon, toast } from "../lib/dom.js";
import { changed, state } from "../lib/store.js";
import { exact, ms, short } from "../lib/time.js";
import { r } from "../i18n/en-report.js";
import { a } from "../i18n/en-admin.js";
import { userDialog } from "./admin-user.js";

/** @param {number} id */
async function openUser(id) {
  try {
    userDialog(await get(`/admin/users/${id}`), () => {});
  } catch (error) {
    toast(/** @type {Error} */ (error).message);
  }
}

/** The two ways to decide, with a word to the others. @param {any} one @param {() => void} done */
function deciding(one, done) {
  const note = h("input.input", { name: "note", maxlength: 200, placeholder: a.decisionNote, "aria-label": a.decisionNote, autocomplete: "off" });
  const decide = (/** @type {string} */ to) => async () => {
    try {
      const answer = await call("PUT", `/admin/reports/${one.id}`, { state: to, note: note.value || undefined });
      state.reports = answer.open;
      changed();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
    done();
  };
  return h(
    "div.report-decide",
    null,
    note,
    h("button.button", { type: "button", "data-testid": "report-dismiss", onclick: decide("dismissed") }, a.dismiss),
    h("button.button.button-primary", { type: "button", "data-testid": "report-resolve", onclick: decide("resolved") }, icon("check"), a.resolve),
  );
}

/** @param {any} one @param {() => void} done */
function card(one, done) {
  const made = h("time", { datetime: one.made_at, title: exact(ms(one.made_at)) }, short(ms(one.made_at)));
  const decided = one.decided_by ? a.decidedBy(one.decided_by) : a.decidedBy(a.commandLine);
  return h(
    "li.report-card",
    { "data-testid": "report-card" },
    h("header", null, h("span.tag", null, r.reasons[one.reason] ?? one.reason), h("button.link", { type: "button", dir: "auto", onclick: () => openUser(one.user_id) }, one.display_name ?? a.gone("user", one.user_id)), h("small", null, one.username ? `@${one.username}` : ""), made),
    one.quote === null ? null : h("blockquote.report-quote", { dir: "auto" }, one.quote),
    h("p.report-note", { dir: "auto" }, h("strong", null, a.reportedBy(one.reporter ?? "")), one.note ? ` ${one.note}` : ""),
    one.state === "open" ? deciding(one, done) : h("p.report-note", null, decided, one.decision ? `: ${one.decision}` : ""),
  );
}

/** @param {HTMLElement} body */
export function reports(body) {
  const list = h("ul.report-list", { "aria-label": a.sections.reports });
  const note = h("p.note", { hidden: true, role: "status" });
  const more = h("button.button", { type: "button", hidden: true, onclick: () => load(cursor) }, a.more);
  /** @type {string | null} */
  let cursor = null;
  let which = "open";
  /** @param {string | null} from */
  async function load(from) {
    try {
      const page = await get(`/admin/reports?state=${which}${from ? `&cursor=${from}` : ""}`);
      const cards = page.items.map((/** @type {any} */ one) => card(one, () => load(null)));
      if (from) list.append(...cards);
      else fill(list, cards);
      cursor = page.next_cursor;
      more.hidden = cursor === null;
      note.hidden = list.childElementCount > 0;
      note.textContent = which === "open" ? a.noReports : a.noneSuch;
      state.reports = page.open;
      changed();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }
  const choose = (/** @type {string} */ value) => () => {
    which = value;
    void load(null);
  };
  const choices = Object.entries(a.reportStates).map(([value, label]) =>
    h("label", null, h("input", { type: "radio", name: "report-state", value, checked: value === which, onchange: choose(value) }), label),
  );
  fill(body, h("div.admin-tools", null, h("div.segments", { role: "radiogroup", "aria-label": a.sections.reports }, choices)), list, note, h("div.admin-more", null, more));
  void load(null);
}
