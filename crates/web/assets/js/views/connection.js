/** The thin bar that says how the connection is. */
import { changed, state, watch } from "../lib/store.js";
import { t } from "../i18n/en.js";

let news = 0;
let wasLost = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let grace;
let late = false;

/** A sync brought so many messages of others. @param {number} count */
export function told(count) {
  if (wasLost) news += count;
}

function draw() {
  const bar = /** @type {HTMLElement} */ (document.getElementById("connection"));
  document.body.dataset.connection = state.connection;
  if (state.connection === "live") {
    clearTimeout(grace);
    grace = undefined;
    late = false;
    if (wasLost && news > 0) {
      show(bar, "good", t.connection.caughtUp(news));
      setTimeout(() => {
        news = 0;
        changed();
      }, 3_000);
    } else {
      bar.hidden = true;
    }
    wasLost = news > 0 && wasLost;
    return;
  }
  if (state.connection === "lost" || state.connection === "offline") wasLost = true;
  // A connection that comes back within a moment is nobody's business.
  if (!late) {
    grace ??= setTimeout(() => {
      late = true;
      changed();
    }, 900);
    return;
  }
  const text = state.connection === "offline" ? t.connection.offline : wasLost ? t.connection.reconnecting : t.connection.connecting;
  show(bar, "bad", text);
}

/** @param {HTMLElement} bar @param {string} kind @param {string} text */
function show(bar, kind, text) {
  bar.hidden = false;
  bar.dataset.kind = kind;
  if (bar.textContent !== text) bar.textContent = text;
}

export function startConnection() {
  watch(draw);
  addEventListener("offline", () => {
    state.connection = "offline";
    changed();
  });
}
