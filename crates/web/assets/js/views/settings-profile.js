/** One's own profile. */
import { call } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { changed, state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { s } from "../i18n/en-settings.js";
import { field, outcome, page, select } from "./settings-parts.js";

const HOUR = 3_600_000;

/** When a status that is set now ends. @param {string} choice */
function until(choice) {
  const now = new Date();
  if (choice === "hour") return new Date(now.getTime() + HOUR).toISOString();
  if (choice === "four") return new Date(now.getTime() + 4 * HOUR).toISOString();
  if (choice === "week") return new Date(now.getTime() + 7 * 24 * HOUR).toISOString();
  if (choice !== "today") return null;
  now.setHours(24, 0, 0, 0);
  return now.toISOString();
}

/** The zones that this browser knows, with the one it is in first. */
function zones() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : [];
  const names = [here, state.me.time_zone, ...all].filter(Boolean);
  return Object.fromEntries([["", s.timeZoneNone], ...names.map((name) => [name, name.replaceAll("_", " ")])]);
}

export function profileDialog() {
  const me = state.me;
  const status = me.status && (!me.status.until || Date.parse(me.status.until) > Date.now()) ? me.status : null;
  const name = h("input.input", { name: "display_name", required: true, maxlength: 64, value: me.display_name, autocomplete: "name", dir: "auto" });
  const username = h("input.input", { name: "username", required: true, maxlength: 32, value: me.username, autocomplete: "username", autocapitalize: "none", spellcheck: "false" });
  const text = h("input.input", { name: "status", maxlength: 80, value: status?.text ?? "", placeholder: s.statusHint, dir: "auto" });
  const bio = h("textarea.input", { name: "bio", maxlength: 500, rows: 3, dir: "auto", value: me.bio ?? "" });
  let ends = "keep";
  let zone = me.time_zone ?? "";
  const times = select(s.statusTimes, ends, (value) => (ends = value), { name: "status_until" });
  const zoneBox = select(zones(), zone, (value) => (zone = value), { name: "time_zone" });
  const { line, say } = outcome();
  const button = h("button.button.button-primary", { type: "submit", "data-testid": "save-profile" }, t.save);

  /** What differs from what is stored. */
  function patch() {
    /** @type {Record<string, any>} */
    const body = {};
    if (name.value.trim() !== me.display_name) body.display_name = name.value;
    if (username.value.trim() !== me.username) body.username = username.value.trim();
    if (bio.value.trim() !== (state.me.bio ?? "")) body.bio = bio.value.trim() || null;
    if (zone !== (state.me.time_zone ?? "")) body.time_zone = zone || null;
    const words = text.value.trim();
    if (words !== (status?.text ?? "") || (words && ends !== "keep")) body.status = words ? { text: words, until: until(ends) } : null;
    return body;
  }
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      Object.assign(state.me, await call("PATCH", "/users/me", patch()));
      const user = state.users.get(me.id);
      if (user) Object.assign(user, { username: state.me.username, display_name: state.me.display_name, status: state.me.status });
      changed();
      say(s.saved);
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    button.disabled = false;
  };
  page(
    s.profile,
    "profile-page",
    h(
      "form",
      { onsubmit: save },
      h("div.profile", null, avatar(me.id, me.display_name, { size: "large" })),
      field(s.displayName, name),
      field(s.username, username, s.usernameHint),
      field(s.status, text),
      field(s.statusFor, times),
      field(s.bio, bio, s.bioHint),
      field(s.timeZone, zoneBox, s.timeZoneHint),
      h("div.form-foot", null, line, button),
    ),
  );
}
