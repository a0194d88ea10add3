/** Who may join, and the links that let people in. */
import { call, get } from "../lib/api.js";
import { fill, h, icon, toast } from "../lib/dom.js";
import { i } from "../i18n/en-invite.js";
import { a } from "../i18n/en-admin.js";
import { invite, row } from "./invite.js";

/** @param {HTMLElement} body */
export function joining(body) {
  const modes = h("fieldset.admin-modes", null, h("legend.caption", null, a.whoJoins));
  const members = h("input", { type: "checkbox", "data-testid": "members-invite" });
  const list = h("ul.admin-log", { "aria-label": a.invitations });
  const note = h("p.note", { hidden: true }, i.none);
  const more = h("button.button", { type: "button", hidden: true, onclick: () => load(cursor) }, a.more);
  /** @type {string | null} */
  let cursor = null;

  /** @param {Record<string, unknown>} body */
  const change = async (body) => {
    try {
      shown(await call("PATCH", "/admin/settings", body));
      toast(a.changed);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
      void settings();
    }
  };
  const mode = (/** @type {string} */ value, /** @type {string} */ label, /** @type {string} */ hint, /** @type {string} */ now) =>
    h(
      "label.admin-mode",
      null,
      h("input", { type: "radio", name: "registration", value, checked: value === now, "data-testid": `mode-${value}`, onchange: () => change({ registration: value }) }),
      h("span.row-lines", null, h("strong", null, label), h("small.wraps", null, hint)),
    );
  /** @param {{ registration: string, members_invite: boolean }} now */
  function shown(now) {
    const legend = modes.querySelector("legend");
    const focused = modes.contains(document.activeElement);
    fill(modes, legend, Object.entries(a.modes).map(([value, [label, hint]]) => mode(value, label, hint, now.registration)));
    if (focused) /** @type {HTMLElement | null} */ (modes.querySelector("input:checked"))?.focus();
    members.checked = now.members_invite;
  }
  const settings = async () => {
    const now = await get("/admin/settings").catch(() => null);
    if (now) shown(now);
  };
  /** @param {string | null} from */
  async function load(from) {
    try {
      const page = await get(`/admin/invitations${from ? `?cursor=${from}` : ""}`);
      const rows = page.items.map((/** @type {import("./invite.js").Invitation} */ one) => row(one, true, () => load(null)));
      if (from) list.append(...rows);
      else fill(list, rows);
      cursor = page.next_cursor;
      more.hidden = cursor === null;
      note.hidden = list.childElementCount > 0;
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  }
  members.addEventListener("change", () => change({ members_invite: members.checked }));
  fill(
    body,
    modes,
    h("label.admin-check.admin-panel", null, members, h("span", null, a.membersInvite)),
    h("div.admin-tools.admin-above", null, h("h3.caption", null, a.invitations), h("button.button.button-primary", { type: "button", "data-testid": "admin-invite", onclick: () => invite(true, () => load(null)) }, icon("plus"), i.make)),
    list,
    note,
    h("div.admin-more", null, more),
  );
  void settings();
  void load(null);
}
