/** The administration: its frame and sections, over the chats. Fetched when it is first opened. */
import { get } from "../lib/api.js";
import { fill, h, iconButton } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { changed, state, watch } from "../lib/store.js";
import { a } from "../i18n/en-admin.js";
import { announce } from "./admin-announce.js";
import { auditLog } from "./admin-audit.js";
import { jobs } from "./admin-jobs.js";
import { joining } from "./admin-joining.js";
import { reports } from "./admin-reports.js";
import { statistics } from "./admin-statistics.js";
import { people } from "./admin-users.js";
import { back, go } from "./route.js";

/** @type {Record<string, (body: HTMLElement) => void>} what fills each section */
const sections = { users: people, reports, joining, announce, jobs, audit: auditLog, statistics };

const place = /** @type {HTMLElement} */ (document.getElementById("admin"));
const body = h("div.admin-body", { tabindex: -1 });
const tabs = h("nav.admin-tabs", { "aria-label": a.title });
let shown = "";

/** @param {string} name @param {string} label */
function tab(name, label) {
  const open = (/** @type {MouseEvent} */ event) => {
    event.preventDefault();
    go(`/admin/${name}`);
  };
  return h("a.admin-tab", { href: `/admin/${name}`, "data-testid": `admin-${name}`, "aria-current": shown === name ? "page" : undefined, onclick: open }, label, name === "reports" && state.reports > 0 ? h("span.badge", { "data-testid": "reports-open", "aria-label": a.waiting(state.reports) }, state.reports) : null);
}

function drawTabs() {
  fill(tabs, Object.entries(a.sections).map(([key, label]) => tab(key, label)));
  tabs.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

let told = -1;
watch(() => {
  if (state.reports === told || shown === "") return;
  told = state.reports;
  drawTabs();
});

/** Shows a section; the first when there is none of this name. @param {string} wanted @param {boolean} anew */
export function showAdmin(wanted, anew) {
  const name = wanted in sections ? wanted : "users";
  if (shown === name && !anew) return;
  if (shown === "") {
    dress("admin");
    dress("reports");
    void get("/admin/reports?limit=1").then(
      (page) => {
        state.reports = page.open;
        changed();
      },
      () => {},
    );
    fill(place, h("header.admin-head", null, iconButton("back", a.back, { "data-testid": "admin-back", onclick: back }), h("h2", null, a.title), tabs), body);
  }
  shown = name;
  drawTabs();
  fill(body);
  /** @type {(body: HTMLElement) => void} */ (sections[name])(body);
  body.scrollTop = 0;
}
