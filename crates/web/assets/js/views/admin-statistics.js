/** How the server is used: figures of now, charts of the last days. */
import { get } from "../lib/api.js";
import { fill, h, toast } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { s } from "../i18n/en-admin-statistics.js";
import { chart } from "./admin-chart.js";

/** @param {string} name @param {string} label @param {string} value @param {string} hint */
function tile(name, label, value, hint) {
  return h("div.stat-tile", { "data-testid": `stat-${name}` }, h("dt", null, label), h("dd.stat-value", null, value), h("dd.stat-hint", null, hint));
}

/** @param {any} shown what the server answers */
function tiles(shown) {
  const { users, chats, messages, storage } = shown;
  return [
    tile("people", s.people, s.count(users.total), s.suspended(users.suspended)),
    tile("online", s.online, s.count(users.online), s.onlineHint),
    tile("active", s.active, s.count(users.active_day), s.lately(users.active_week, users.active_month)),
    tile("chats", s.chats, s.count(chats.direct + chats.group), s.chatKinds(chats.direct, chats.group)),
    tile("messages", s.messages, s.count(messages.total), s.messagesHint),
    tile("storage", s.storage, s.bytes(storage.database_bytes), s.storageHint),
  ];
}

/** @param {HTMLElement} body */
export function statistics(body) {
  dress("statistics");
  const now = h("dl.stat-tiles", { "aria-label": s.figures });
  const charts = h("div.stat-charts", { "aria-busy": "true" });
  let days = "30";
  async function load() {
    const asked = days;
    charts.setAttribute("aria-busy", "true");
    try {
      const shown = await get(`/admin/statistics?days=${asked}`);
      if (asked !== days) return;
      fill(now, tiles(shown));
      fill(charts, chart(shown.days, "messages", "bars"), chart(shown.days, "active", "line"), chart(shown.days, "registered", "bars"));
      charts.removeAttribute("aria-busy");
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }
  const choose = (/** @type {string} */ value) => () => {
    days = value;
    void load();
  };
  const ranges = h(
    "div.segments.stat-ranges",
    { role: "radiogroup", "aria-label": s.range },
    Object.entries(s.ranges).map(([value, label]) => h("label", { "data-testid": `stat-days-${value}` }, h("input", { type: "radio", name: "stat-days", value, checked: value === days, onchange: choose(value) }), label)),
  );
  fill(body, now, h("div.stat-head", null, h("p.stat-note", null, s.utc), ranges), charts);
  void load();
}
