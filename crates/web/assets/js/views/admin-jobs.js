/** The queue of jobs: what waits, what is done, and what was given up. */
import { call, get } from "../lib/api.js";
import { fill, h, toast } from "../lib/dom.js";
import { ago, exact, ms } from "../lib/time.js";
import { a } from "../i18n/en-admin.js";

/** @typedef {{ id: number, kind: string, state: string, run_at: string, attempts: number, last_error: string | null, created_at: string, ended_at: string | null }} Job */

/** @param {Job} job @param {() => void} changed */
function line(job, changed) {
  const act = (/** @type {string} */ method, /** @type {string} */ what) => async () => {
    try {
      await call(method, `/admin/jobs/${job.id}${what}`);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
    changed();
  };
  const at = ms(job.ended_at ?? job.created_at);
  const facts = [a.tried(job.attempts), job.last_error].filter(Boolean);
  return h(
    "li.admin-entry.admin-job",
    { "data-testid": "job", "data-state": job.state },
    h("time", { datetime: job.ended_at ?? job.created_at, title: exact(at) }, ago(at)),
    h("span.row-lines", null, h("strong", null, `${a.kinds[job.kind] ?? job.kind} · ${job.id}`), h("small", null, facts.join(" · "))),
    h(`span.tag${job.state === "dead" ? ".tag-bad" : ""}`, null, a.jobStates[job.state] ?? job.state),
    job.state === "dead"
      ? [
          h("button.link", { type: "button", "data-testid": "job-retry", "aria-label": a.retryOf(job.id), onclick: act("POST", "/retry") }, a.retry),
          h("button.link", { type: "button", "data-testid": "job-drop", "aria-label": a.dropOf(job.id), onclick: act("DELETE", "") }, a.drop),
        ]
      : null,
  );
}

/** @param {HTMLElement} body */
export function jobs(body) {
  const list = h("ol.admin-log", null);
  const note = h("p.note", { hidden: true }, a.noJobs);
  const more = h("button.button", { type: "button", hidden: true, onclick: () => load() }, a.more);
  let state = "";
  /** @type {string | null} */
  let cursor = null;
  async function load() {
    const query = new URLSearchParams();
    if (state) query.set("state", state);
    if (cursor) query.set("cursor", cursor);
    try {
      const asked = state;
      const page = await get(`/admin/jobs?${query}`);
      if (asked !== state) return;
      list.append(...page.items.map((/** @type {Job} */ job) => line(job, anew)));
      cursor = page.next_cursor;
      more.hidden = cursor === null;
      note.hidden = list.childElementCount > 0;
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }
  function anew() {
    cursor = null;
    fill(list);
    void load();
  }
  const choose = (/** @type {string} */ value) => () => {
    state = value;
    anew();
  };
  const filters = h(
    "div.segments.admin-filters",
    { role: "radiogroup", "aria-label": a.jobFilter },
    Object.entries(a.jobFilters).map(([value, label]) =>
      h("label", { "data-testid": `jobs-${value || "all"}` }, h("input", { type: "radio", name: "job-state", value, checked: value === state, onchange: choose(value) }), label),
    ),
  );
  fill(body, filters, list, note, h("div.admin-more", null, more));
  void load();
}
