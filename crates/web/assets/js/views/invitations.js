/** Invitations into groups, among the requests of people. */
import { h } from "../lib/dom.js";
import { answerInvitation } from "../lib/joining.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { attempt } from "./contact.js";
import { open } from "./route.js";

/** @typedef {import("../lib/joining.js").Invitation} Invitation */

/** The two answers to an invitation. @param {Invitation} one @param {() => void} [left] called when one goes to the group */
export function invitationAnswers(one, left) {
  const answer = (/** @type {boolean} */ yes) => () =>
    attempt(async () => {
      const chat = await answerInvitation(one, yes);
      if (!chat) return;
      left?.();
      open(chat.id);
    });
  return h(
    "span.answers",
    null,
    h("button.button.button-primary.button-small", { type: "button", "data-testid": "invitation-accept", "aria-label": t.joinOf(one.title), onclick: answer(true) }, t.joinGroup),
    h("button.button.button-small", { type: "button", "data-testid": "invitation-decline", "aria-label": t.declineGroupOf(one.title), onclick: answer(false) }, t.reject),
  );
}

/** @param {() => void} left */
export const invitationRows = (left) =>
  state.groupInvitations.map((one) => {
    const by = one.by ? (state.users.get(one.by.id)?.display_name ?? one.by.display_name) : null;
    const line = [t.members(one.member_count), by ? t.invitedBy(by) : null, ago(ms(one.at))].filter(Boolean).join(" · ");
    return h(
      "li.row.contact",
      { "data-testid": "group-invitation", "data-chat": one.chat_id },
      avatar(one.chat_id, one.title, { size: "medium", group: true, color: null }),
      h("span.row-lines", null, h("strong", { dir: "auto" }, one.title), h("small", null, line)),
      invitationAnswers(one, left),
    );
  });
