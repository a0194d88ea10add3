/** What everybody is told: lines above the chats that each may put away. */
import { get } from "../lib/api.js";
import { h, iconButton, keyed } from "../lib/dom.js";
import { ms } from "../lib/time.js";
import { t } from "../i18n/en.js";

const KEY = "tertulia.announcements.seen";
/** @type {{ id: number, text: string, until: string }[]} */
let all = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let ending;

const put = () => /** @type {number[]} */ (JSON.parse(localStorage.getItem(KEY) ?? "[]"));

/** @param {number} id */
function away(id) {
  localStorage.setItem(KEY, JSON.stringify([...put(), id].slice(-50)));
  draw();
}

function draw() {
  const now = Date.now();
  const seen = put();
  all = all.filter((one) => ms(one.until) > now);
  const shown = all.filter((one) => !seen.includes(one.id));
  const place = /** @type {HTMLElement} */ (document.getElementById("announcements"));
  keyed(
    place,
    shown,
    (one) => String(one.id),
    (one) => one.text,
    (one) => h("p.announcement", { "data-testid": "announcement" }, h("span", { dir: "auto" }, one.text), iconButton("close", t.putAway, { "data-testid": "put-away", onclick: () => away(one.id) })),
  );
  place.hidden = shown.length === 0;
  clearTimeout(ending);
  const next = Math.min(...all.map((one) => ms(one.until) - now));
  if (Number.isFinite(next)) ending = setTimeout(draw, Math.min(next + 50, 3_600_000));
}

/** Asks for all of them: at the start, and whenever the connection is back. */
export async function loadAnnouncements() {
  const list = await get("/announcements").catch(() => null);
  if (!list) return;
  all = list.items;
  draw();
}

/** @param {any} event */
export function announced(event) {
  all = all.filter((one) => one.id !== (event.announcement ?? event).id);
  if (event.announcement) all.push(event.announcement);
  draw();
}
