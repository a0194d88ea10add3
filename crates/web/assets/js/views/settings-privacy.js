/** Whom one lets see and do what. Every choice is kept at once. */
import { call } from "../lib/api.js";
import { changed, state } from "../lib/store.js";
import { s } from "../i18n/en-settings.js";
import { field, outcome, page, select, toggle } from "./settings-parts.js";

export function privacyDialog() {
  const now = state.me.privacy;
  const { line, say } = outcome();
  /** @param {string} key */
  const set = (key) => async (/** @type {string | boolean} */ value) => {
    try {
      state.me.privacy = await call("PUT", "/users/me/privacy", { [key]: value });
      say(s.saved);
    } catch (error) {
      say(/** @type {Error} */ (error).message, true);
    }
    changed();
  };
  page(
    s.privacy,
    "privacy-page",
    field(s.messages, select(s.audiences, now.messages, set("messages"), { name: "messages" }), s.messagesHint),
    field(s.groups, select(s.audiences, now.groups, set("groups"), { name: "groups" }), s.groupsHint),
    field(s.presence, select(s.presences, now.presence, set("presence"), { name: "presence" })),
    toggle(s.receipts, s.receiptsHint, now.read_receipts, set("read_receipts"), { name: "read_receipts" }),
    toggle(s.byEmail, s.byEmailHint, now.findable_by_email, set("findable_by_email"), { name: "findable_by_email" }),
    line,
  );
}
