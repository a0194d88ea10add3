/** One account: what is known of it, and what an administrator may do. */
import { call, get } from "../lib/api.js";
import { fill, h, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, exact, ms, short } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { a } from "../i18n/en-admin.js";
import { deviceName } from "./device.js";
import { resetLink } from "./admin-reset.js";

/** @typedef {{ id: number, username: string, display_name: string, email: string, is_admin: boolean, suspended_at: string | null, created_at: string, online: boolean, last_seen: string | null }} AdminUser */

/** When something was, short, with all of it on hover. @param {string | null} at */
export function when(at) {
  return at ? h("time", { datetime: at, title: exact(ms(at)) }, short(ms(at))) : a.never;
}

/** What is special about somebody. @param {AdminUser} user */
export function tags(user) {
  return [user.is_admin ? h("span.tag", null, a.admin) : null, user.suspended_at ? h("span.tag.tag-bad", null, a.suspended) : null];
}

/** A button that asks once more. @param {{ icon: string, label: string, ask: string, test: string, bad: boolean, act: () => Promise<void> }} of */
export function asking(of) {
  const box = h("div.admin-act", null);
  const rest = () =>
    fill(box, h(`button.row.${of.bad ? "row-bad" : "row-accent"}`, { type: "button", "data-testid": of.test, onclick: question }, h("span.row-icon", null, icon(of.icon)), of.label));
  const question = () => {
    const yes = h(`button.button.${of.bad ? "button-bad" : "button-primary"}`, { type: "button", "data-testid": `${of.test}-yes`, onclick: () => of.act() }, of.label);
    fill(box, h("div.ask", { role: "alert" }, h("p", null, of.ask), h("div", null, h("button.button", { type: "button", onclick: rest }, t.cancel), yes)));
    yes.focus();
  };
  rest();
  return box;
}

/** @param {AdminUser} user @param {(user: AdminUser) => void} told hears of every change */
export function userDialog(user, told) {
  const body = h("div.dialog-body", { "data-testid": "admin-details" });
  const devices = h("ul", { "aria-label": a.devices });

  /** @param {string} method @param {string} what */
  const change = (method, what) => async () => {
    try {
      const answer = await call(method, `/admin/users/${user.id}${what}`);
      if (answer) {
        user = answer;
        told(user);
      }
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
    draw();
  };
  async function sessions() {
    const page = await get(`/admin/users/${user.id}/sessions`).catch(() => null);
    const items = page?.items ?? [];
    const one = (/** @type {any} */ session) =>
      h("li.row", null, h("span.row-icon", null, icon("device")), h("span.row-lines", null, h("strong", null, deviceName(session.user_agent)), h("small", null, t.lastUsed(ago(ms(session.last_used_at))))));
    fill(devices, items.length > 0 ? items.map(one) : h("li.note", null, a.noDevices));
  }
  function actions() {
    const name = user.display_name;
    const mine = user.id === state.me.id;
    return [
      user.suspended_at
        ? h("button.row.row-accent", { type: "button", "data-testid": "admin-restore", onclick: change("DELETE", "/suspension") }, h("span.row-icon", null, icon("check")), a.restore)
        : null,
      user.is_admin
        ? asking({ icon: "close", label: a.demote, ask: a.demoteAsk(name), test: "admin-demote", bad: true, act: change("DELETE", "/admin") })
        : asking({ icon: "gear", label: a.promote, ask: a.promoteAsk(name), test: "admin-promote", bad: false, act: change("PUT", "/admin") }),
      mine || user.suspended_at ? null : resetLink(user),
      mine || user.suspended_at ? null : asking({ icon: "exit", label: a.logOut, ask: a.logOutAsk(name), test: "admin-log-out", bad: true, act: change("DELETE", "/sessions") }),
      mine || user.suspended_at ? null : asking({ icon: "close", label: a.suspend, ask: a.suspendAsk(name), test: "admin-suspend", bad: true, act: change("PUT", "/suspension") }),
    ];
  }
  function draw() {
    const fact = (/** @type {string} */ label, /** @type {any} */ value) => [h("dt", null, label), h("dd", null, value)];
    fill(
      body,
      h("div.profile", null, avatar(user.id, user.display_name, { size: "large", online: user.online }), h("h3", { dir: "auto" }, user.display_name), h("p", null, `@${user.username}`), h("p.admin-tags", null, tags(user))),
      h("dl.admin-facts", null, fact(a.address, user.email), fact(a.joined, when(user.created_at)), fact(a.seen, user.online ? a.online : when(user.last_seen)), user.suspended_at ? fact(a.suspended, when(user.suspended_at)) : null),
      actions(),
      h("h4.caption", null, a.devices),
      devices,
    );
    void sessions();
  }
  draw();
  const dialog = h("dialog", { "aria-label": user.display_name }, h("header.dialog-head", null, h("h2", { dir: "auto" }, user.display_name), iconButton("close", t.close, { onclick: () => dialog.close() })), body);
  showDialog(dialog);
}
