/** One's account, devices, and how it all looks. */
import { call, get } from "../lib/api.js";
import { fill, h, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { deviceName } from "./device.js";
import { keysDialog } from "./keys.js";
import { languageChoice } from "./language.js";
import { go } from "./route.js";
import { setTheme, theme } from "./theme.js";

/** @param {HTMLElement} list */
async function devices(list) {
  const page = await get("/sessions").catch(() => null);
  if (!page) {
    fill(list, h("p.note", null, t.noNetwork));
    return;
  }
  fill(list, page.items.map((/** @type {any} */ one) => device(one, list)));
}

/** @param {any} one @param {HTMLElement} list */
function device(one, list) {
  const name = deviceName(one.user_agent);
  const end = async () => {
    try {
      await call("DELETE", `/sessions/${one.id}`);
      await devices(list);
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  };
  return h(
    "li.row",
    { "data-testid": "device", "data-current": one.current },
    h("span.row-icon", null, icon("device")),
    h("span.row-lines", null, h("strong", { title: one.user_agent }, name), h("small", null, one.current ? t.usedNow : t.lastUsed(ago(ms(one.last_used_at))))),
    one.current
      ? h("span.tag", null, t.thisDevice)
      : h("button.link", { type: "button", "data-testid": "revoke", "aria-label": t.endSessionOf(name), onclick: end }, t.endSession),
  );
}

function appearance() {
  const now = theme();
  return h(
    "fieldset",
    null,
    h("legend.caption", null, t.theme),
    h(
      "div.segments",
      null,
      Object.entries(t.themes).map(([value, label]) =>
        h("label", null, h("input", { type: "radio", name: "theme", value, checked: value === now, onchange: () => setTheme(value) }), label),
      ),
    ),
  );
}

export function settings() {
  const list = h("ul", { "aria-label": t.devices }, h("li.row", null, h("span.row-icon.skeleton", null)));
  const out = () => {
    dialog.close();
    dispatchEvent(new CustomEvent("tertulia:logout"));
  };
  const admin = () => {
    dialog.close();
    go("/admin/users");
  };
  const keys = () => {
    dialog.close();
    keysDialog();
  };
  const inviting = h("button.row", { type: "button", hidden: !state.me.is_admin, "data-testid": "invite-people", onclick: openInvite }, h("span.row-icon", null, icon("befriend")), t.invitePeople);
  async function openInvite() {
    dialog.close();
    const { invite } = await import("./invite.js");
    invite(state.me.is_admin);
  }
  /** A page of the settings, fetched when somebody opens it. @param {() => Promise<() => unknown>} page */
  const to = (page) => async () => {
    const show = await page().catch(() => null);
    if (!show) return toast(t.noNetwork);
    dialog.close();
    show();
  };
  const row = (/** @type {string} */ glyph, /** @type {string} */ label, /** @type {string} */ hint, /** @type {string} */ id, /** @type {() => Promise<() => unknown>} */ page) =>
    h("button.row", { type: "button", "data-testid": id, onclick: to(page) }, h("span.row-icon", null, icon(glyph)), h("span.row-lines", null, h("strong", null, label), h("small.wraps", null, hint)));
  const pages = [
    row("pen", t.profileSettings, t.profileSettingsHint, "settings-profile", async () => (await import("./settings-profile.js")).profileDialog),
    row("info", t.privacySettings, t.privacySettingsHint, "settings-privacy", async () => (await import("./settings-privacy.js")).privacyDialog),
    row("bell", t.notifications, t.notificationsHint, "notification-settings", async () => (await import("./settings-notifications.js")).notificationSettings),
    row("shield", t.accountSettings, t.accountSettingsHint, "settings-account", async () => (await import("./settings-account.js")).accountDialog),
    row("check", t.secondSettings, t.secondSettingsHint, "settings-second", async () => (await import("./settings-second.js")).secondDialog),
    row("exit", t.leaveSettings, t.leaveSettingsHint, "settings-leave", async () => (await import("./settings-leave.js")).leaveDialog),
  ];
  const dialog = h(
    "dialog",
    { "aria-label": t.settings },
    h("header.dialog-head", null, h("h2", null, t.settings), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h(
      "div.dialog-body",
      null,
      h("div.profile", null, avatar(state.me.id, state.me.display_name, { size: "large" }), h("h3", { dir: "auto" }, state.me.display_name), h("p", null, `@${state.me.username} · ${state.me.email}`)),
      pages,
      appearance(),
      languageChoice(),
      h("h3.caption", null, t.devices),
      list,
      inviting,
      h("button.row", { type: "button", onclick: keys }, h("span.row-icon", null, icon("keyboard")), t.shortcuts),
      state.me.is_admin ? h("button.row", { type: "button", "data-testid": "admin", onclick: admin }, h("span.row-icon", null, icon("gear")), t.administration) : null,
      h("button.row.row-bad", { type: "button", "data-testid": "logout", onclick: out }, h("span.row-icon", null, icon("exit")), t.logOut),
    ),
  );
  showDialog(dialog);
  void devices(list);
  void get("/server").then(
    (server) => {
      if (server.members_invite) inviting.hidden = false;
    },
    () => {},
  );
}
