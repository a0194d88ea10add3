/** How one wants to hear of things. */
import { h, iconButton, showDialog, toast } from "../lib/dom.js";
import { holds, saveQuiet } from "../lib/notices.js";
import { canPush, isPushWanted, turnPushOff, turnPushOn } from "../lib/push.js";
import { chime } from "../lib/sound.js";
import { state } from "../lib/store.js";
import { dateTime, ms } from "../lib/time.js";
import { n } from "../i18n/en-notices.js";
import { t } from "../i18n/en.js";
import { askToNotify } from "./alerts.js";
import { attempt } from "./contact.js";

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Saves a change; the clock is that of the device that one changes it on. @param {any} change */
const save = (change) => attempt(() => saveQuiet({ ...state.quiet, time_zone: zone(), ...change }));

/** @param {string} id @param {string} label @param {string} hint @param {boolean} on @param {(on: boolean, box: HTMLInputElement) => unknown} act */
function toggle(id, label, hint, on, act) {
  const line = h("small", { id: `${id}-hint` }, hint);
  const box = h("input.switch", { type: "checkbox", role: "switch", checked: on, "data-testid": id, "aria-describedby": `${id}-hint`, onchange: () => act(box.checked, box) });
  return h("label.row.setting", null, h("span.row-lines", null, h("span", null, label), line), box);
}

function desktop() {
  const denied = !("Notification" in window) || Notification.permission === "denied";
  const on = !denied && Notification.permission === "granted" && state.quiet.desktop;
  const turn = async (/** @type {boolean} */ now, /** @type {HTMLInputElement} */ box) => {
    if (now && !(await askToNotify())) {
      box.checked = false;
      return;
    }
    await save({ desktop: now });
  };
  const node = toggle("set-desktop", n.desktop, denied ? n.desktopDenied : n.desktopHint, on, turn);
  if (denied) node.querySelector("input")?.setAttribute("disabled", "");
  return node;
}

/** Being told while the page is closed. */
function closed() {
  if (!canPush()) return null;
  const turn = async (/** @type {boolean} */ on, /** @type {HTMLInputElement} */ box) => {
    try {
      if (on && !((await askToNotify()) && (await turnPushOn()))) box.checked = false;
      if (!on) await turnPushOff();
    } catch {
      box.checked = !on;
      toast(n.pushFailed);
    }
  };
  return toggle("set-push", n.push, n.pushHint, isPushWanted(), turn);
}

function pause() {
  const mute = state.quiet.mute;
  const on = holds(mute);
  const pick = () => {
    const hours = Number(select.value);
    const until = select.value === "ever" ? null : new Date(Date.now() + hours * 3_600_000).toISOString();
    void save({ mute: select.value === "off" ? null : { until } });
  };
  const now = !on ? "off" : mute.until === null ? "ever" : "until";
  const running = now === "until" ? [/** @type {[string, string]} */ (["until", n.pausedUntil(dateTime(ms(mute.until)))])] : [];
  const choices = [...n.pauses, ...running];
  const select = h("select.input", { "data-testid": "set-pause", "aria-label": n.pause, onchange: pick }, choices.map(([value, label]) => h("option", { value, selected: value === now }, label)));
  return h("label.row.setting", null, h("span.row-lines", null, h("span", null, n.pause)), select);
}

/** Letters about what waits, where the server sends any. */
function digest() {
  if (!document.querySelector('meta[name="digests"]')) return null;
  const hint = state.me?.email_verified === false ? n.digestUnconfirmed : n.digestHint;
  const pick = () => save({ digest: select.value });
  const now = state.quiet.digest ?? "off";
  const options = n.digests.map(([value, label]) => h("option", { value, selected: value === now }, label));
  const select = h("select.input", { "data-testid": "set-digest", "aria-label": n.digest, "aria-describedby": "set-digest-hint", onchange: pick }, options);
  const lines = h("span.row-lines", null, h("span", null, n.digest), h("small", { id: "set-digest-hint" }, hint));
  return h("label.row.setting", null, lines, select);
}

function hours() {
  const dnd = state.quiet.dnd ?? { from: "22:00", to: "07:00", days: n.days.map(([day]) => day) };
  const chosen = new Set(dnd.days ?? n.days.map(([day]) => day));
  const field = (/** @type {string} */ value, /** @type {string} */ label, /** @type {string} */ name) =>
    h("label.clock", null, h("span", null, label), h("input.input", { type: "time", value, required: true, "data-testid": `set-${name}`, onchange: () => tell() }));
  const [from, to] = [field(dnd.from, n.from, "from"), field(dnd.to, n.to, "to")];
  const valueOf = (/** @type {HTMLElement} */ node) => /** @type {HTMLInputElement} */ (node.querySelector("input")).value;
  const tell = () => {
    const days = [...chosen];
    if (!valueOf(from) || !valueOf(to) || days.length === 0) return;
    void save({ dnd: { from: valueOf(from), to: valueOf(to), days } });
  };
  const day = (/** @type {[string, string, string]} */ [value, short, name]) => {
    const turn = () => {
      if (chosen.has(value) && chosen.size > 1) chosen.delete(value);
      else chosen.add(value);
      button.setAttribute("aria-pressed", String(chosen.has(value)));
      tell();
    };
    const button = h("button.weekday", { type: "button", "aria-label": name, "aria-pressed": String(chosen.has(value)), onclick: turn }, short);
    return button;
  };
  const more = h("div.hours", null, h("div.clocks", null, from, to), h("div.days", { role: "group", "aria-label": n.daysLabel }, n.days.map(day)));
  more.hidden = !state.quiet.dnd;
  const turn = (/** @type {boolean} */ on) => {
    more.hidden = !on;
    if (on) tell();
    else void save({ dnd: null });
  };
  return [toggle("set-dnd", n.dnd, n.dndHint(zone()), Boolean(state.quiet.dnd), turn), more];
}

export function notificationSettings() {
  if (!state.quiet) return;
  const sounds = (/** @type {boolean} */ on) => {
    if (on) chime();
    void save({ sounds: on });
  };
  const dialog = h(
    "dialog",
    { "aria-label": n.title, "data-testid": "quiet" },
    h("header.dialog-head", null, h("h2", null, n.title), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h(
      "div.dialog-body",
      null,
      desktop(),
      closed(),
      toggle("set-sounds", n.sounds, n.soundsHint, state.quiet.sounds, sounds),
      toggle("set-previews", n.previews, n.previewsHint, state.quiet.push_previews, (on) => save({ push_previews: on })),
      digest(),
      pause(),
      hours(),
    ),
  );
  showDialog(dialog);
}
