/** How a group is run. Every choice is kept at once, and shown as it is when others choose. */
import { call } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { may } from "../lib/group.js";
import { state } from "../lib/store.js";
import { l } from "../i18n/en-lines.js";
import { g } from "../i18n/en-groups.js";
import { dialogOf, live } from "./group-parts.js";
import { field, outcome, select, toggle } from "./settings-parts.js";

const PAUSES = [0, 5, 10, 30, 60, 300, 900, 3_600];

/** @param {number} now */
function pauses(now) {
  const all = PAUSES.includes(now) ? PAUSES : [...PAUSES, now].sort((a, b) => a - b);
  // Names of numbers would come first in any order: letters keep theirs.
  return Object.fromEntries(all.map((s) => [`s${s}`, s === 0 ? g.slowOff : g.every(l.span(s))]));
}

/** @param {number} id */
export function settingsDialog(id) {
  const first = state.chats.get(id)?.settings;
  if (!first) return;
  const { line, say } = outcome();
  /** What was chosen and isn't answered yet: nothing else shows there. @type {Map<string, unknown>} */
  const waiting = new Map();
  const set = async (/** @type {string} */ key, /** @type {unknown} */ value) => {
    waiting.set(key, value);
    try {
      const chat = await call("PATCH", `/chats/${id}`, { settings: { [key]: value } });
      const now = state.chats.get(id);
      // The event says the same; what it said before this answer is newer.
      if (now && chat.rev >= now.rev) now.settings = chat.settings;
      say(g.saved);
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    if (waiting.get(key) === value) waiting.delete(key);
    draw();
  };
  const who = (/** @type {string} */ key) => select(g.who, first[key], (value) => set(key, value), { name: key });
  const boxes = {
    who_may_write: who("who_may_write"),
    who_may_add: who("who_may_add"),
    who_may_pin: who("who_may_pin"),
    who_may_edit_info: who("who_may_edit_info"),
    slow_mode_s: select(pauses(first.slow_mode_s), `s${first.slow_mode_s}`, (value) => set("slow_mode_s", Number(value.slice(1))), { name: "slow_mode_s" }),
    history: select(g.histories, first.history, (value) => set("history", value), { name: "history" }),
  };
  const shared = toggle(g.public, g.publicHint, first.public, (on) => set("public", on), { name: "public" });
  const form = h(
    "div.form",
    null,
    field(g.whoMayWrite, boxes.who_may_write, g.whoMayWriteHint),
    field(g.slow, boxes.slow_mode_s, g.slowHint),
    field(g.whoMayAdd, boxes.who_may_add),
    field(g.whoMayEdit, boxes.who_may_edit_info),
    field(g.whoMayPin, boxes.who_may_pin),
    field(g.history, boxes.history, g.historyHint),
    shared,
    line,
  );
  function draw() {
    const chat = state.chats.get(id);
    const now = chat?.settings;
    if (!chat || !now) return;
    const allowed = may(chat, "settings");
    for (const [key, box] of Object.entries(boxes)) {
      const value = key === "slow_mode_s" ? `s${now[key]}` : now[key];
      if (key === "slow_mode_s" && !box.querySelector(`option[value="${value}"]`)) box.append(h("option", { value }, g.every(l.span(now[key]))));
      if (!waiting.has(key) && box.value !== value) box.value = value;
      box.disabled = !allowed;
    }
    const box = /** @type {HTMLInputElement} */ (shared.querySelector("input"));
    if (!waiting.has("public")) box.checked = now.public;
    box.disabled = !allowed;
    if (!allowed) say(g.notYours, true);
  }
  live(dialogOf(g.settings, "group-settings-page", {}, form), draw);
}
