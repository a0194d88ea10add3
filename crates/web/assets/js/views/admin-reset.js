/** A link for a new password of somebody: shown once, or sent to them. */
import { post } from "../lib/api.js";
import { fill, h, icon, toast } from "../lib/dom.js";
import { t } from "../i18n/en.js";
import { a } from "../i18n/en-admin.js";

/** @param {{ id: number, display_name: string, email: string }} user */
export function resetLink(user) {
  const box = h("div.admin-act", null);
  const path = `/admin/users/${user.id}/password-reset`;
  const rest = () =>
    fill(box, h("button.row.row-accent", { type: "button", "data-testid": "admin-reset", onclick: question }, h("span.row-icon", null, icon("pen")), a.resetPassword));
  const attempt = (/** @type {() => Promise<void>} */ act) => async () => {
    try {
      await act();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      rest();
    }
  };
  const byMail = attempt(async () => {
    await post(path, { mail: true });
    toast(a.resetSent(user.email));
    rest();
  });
  const byHand = attempt(async () => {
    const { url } = await post(path, {});
    const copy = () => navigator.clipboard.writeText(url).then(() => toast(t.copied), () => {});
    const field = h("input.input", { readonly: true, value: url, "data-testid": "reset-link", "aria-label": a.resetPassword, onfocus: () => field.select() });
    fill(box, h("div.ask.ask-plain", { role: "status" }, h("p", null, a.resetShown(user.display_name)), field, h("div", null, h("button.button", { type: "button", onclick: rest }, t.close), h("button.button.button-primary", { type: "button", onclick: copy }, a.copyLink))));
    field.focus();
  });
  function question() {
    const show = h("button.button.button-primary", { type: "button", "data-testid": "admin-reset-show", onclick: byHand }, a.resetShow);
    fill(
      box,
      h("div.ask.ask-plain", { role: "alert" }, h("p", null, a.resetAsk(user.display_name)), h("div", null, h("button.button", { type: "button", onclick: rest }, t.cancel), h("button.button", { type: "button", "data-testid": "admin-reset-mail", onclick: byMail }, a.resetMail), show)),
    );
    show.focus();
  }
  rest();
  return box;
}
