/** Telling everybody something. */
import { call, get, post } from "../lib/api.js";
import { fill, h, icon, toast } from "../lib/dom.js";
import { exact, ms, short } from "../lib/time.js";
import { i } from "../i18n/en-invite.js";
import { a } from "../i18n/en-admin.js";

/** @param {HTMLElement} body */
export function announce(body) {
  const list = h("ul.report-list", { "aria-label": a.sections.announce });
  const problem = h("p.problem", { role: "alert" });
  const submit = h("button.button.button-primary", { type: "submit", "data-testid": "announce" }, a.announce);
  const row = (/** @type {any} */ one) => {
    const end = async () => {
      await call("DELETE", `/admin/announcements/${one.id}`).catch((error) => toast(error.message));
      void load();
    };
    return h(
      "li.row",
      { "data-testid": "announced" },
      h("span.row-icon", null, icon("info")),
      h("span.row-lines", null, h("strong.announced-text", { dir: "auto" }, one.text), h("small", { title: exact(ms(one.until)) }, a.until(exact(ms(one.until)), short(ms(one.made_at))))),
      h("button.link", { type: "button", onclick: end }, i.takeBack),
    );
  };
  async function load() {
    const page = await get("/announcements").catch(() => null);
    const items = page?.items ?? [];
    fill(list, items.length > 0 ? items.map(row) : h("li.note", null, a.noAnnouncements));
  }
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const data = new FormData(form);
    submit.disabled = true;
    problem.textContent = "";
    try {
      await post("/admin/announcements", { text: String(data.get("text") ?? ""), expires_in: Number(data.get("hours")) * 3_600 });
      form.reset();
      void load();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
    }
    submit.disabled = false;
  };
  const option = (/** @type {[string, string]} */ [value, label]) => h("option", { value, selected: value === "24" }, label);
  fill(
    body,
    h(
      "form.admin-form.admin-panel.announce-form",
      { onsubmit: send },
      h("label.admin-field", null, h("span", null, a.announceText), h("textarea.input", { name: "text", rows: 3, maxlength: 500, required: true })),
      h("label.admin-field", null, h("span", null, a.holds), h("select.input", { name: "hours" }, Object.entries(a.hours).map(option))),
      problem,
      submit,
    ),
    h("h3.caption", null, a.holding),
    list,
  );
  void load();
}
