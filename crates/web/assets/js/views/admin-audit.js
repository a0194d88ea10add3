/** Who did what, and when: newest first. */
import { get } from "../lib/api.js";
import { fill, h, toast } from "../lib/dom.js";
import { day, dayKey, exact, ms, time } from "../lib/time.js";
import { a } from "../i18n/en-admin.js";

/** @param {any} entry */
function line(entry) {
  const at = ms(entry.at);
  const target = entry.target.username ? `@${entry.target.username}` : a.gone(entry.target.kind, entry.target.id);
  const known = a.actions[entry.action];
  const who = entry.actor ? `@${entry.actor}` : entry.actor_id === null ? a.commandLine : a.gone("user", entry.actor_id);
  const details = Object.entries(entry.details).map(([name, value]) => `${name}: ${value}`);
  if (entry.address) details.push(a.from(entry.address));
  return h(
    "li.admin-entry",
    { "data-testid": "audit-entry", "data-action": entry.action },
    h("time", { datetime: entry.at, title: exact(at) }, time(at)),
    h("span.row-lines", null, h("strong", null, a.done(who, known ? known(target) : entry.action)), details.length > 0 ? h("small", null, details.join(" · ")) : null),
  );
}

/** @param {HTMLElement} body */
export function auditLog(body) {
  const list = h("ol.admin-log", null);
  const note = h("p.note", { hidden: true }, a.nothingYet);
  const more = h("button.button", { type: "button", hidden: true, onclick: () => load() }, a.more);
  /** @type {string | null} */
  let cursor = null;
  let last = "";
  async function load() {
    try {
      const page = await get(`/admin/audit-log${cursor ? `?cursor=${cursor}` : ""}`);
      for (const entry of page.items) {
        const at = ms(entry.at);
        if (dayKey(at) !== last) list.append(h("li.caption", null, day(at)));
        last = dayKey(at);
        list.append(line(entry));
      }
      cursor = page.next_cursor;
      more.hidden = cursor === null;
      note.hidden = list.childElementCount > 0;
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }
  fill(body, list, note, h("div.admin-more", null, more));
  void load();
}
