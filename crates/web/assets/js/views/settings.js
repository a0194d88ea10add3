/** The person's own things: devices, appearance, the way out. */
import { call, get } from "../lib/api.js";
import { h, fill, icon, iconButton, showDialog } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { shortcuts } from "./keys.js";
import { setTheme, theme } from "./theme.js";

/** "Firefox on Linux" out of what a browser says of itself. @param {string} agent */
function deviceName(agent) {
  const browser = /Edg\//.test(agent) ? "Edge" : /Firefox\//.test(agent) ? "Firefox" : /Chrome\//.test(agent) ? "Chrome" : /Safari\//.test(agent) ? "Safari" : "";
  const system = /Android/.test(agent) ? "Android" : /iPhone|iPad/.test(agent) ? "iOS" : /Windows/.test(agent) ? "Windows" : /Mac OS/.test(agent) ? "macOS" : /Linux/.test(agent) ? "Linux" : "";
  return browser ? `${browser}${system ? ` · ${system}` : ""}` : agent || "?";
}

/** @param {HTMLElement} list */
async function drawDevices(list) {
  const page = await get("/sessions").catch(() => null);
  fill(
    list,
    (page?.items ?? []).map((/** @type {any} */ session) =>
      h(
        "li.person",
        null,
        h("span.row-icon", null, icon("device")),
        h("span.person-lines", null, h("strong", null, deviceName(session.user_agent)), h("span", null, t.lastUsed(ago(ms(session.last_used_at))))),
        session.current
          ? h("span.tag", null, t.thisDevice)
          : h(
              "button.button.button-small",
              {
                type: "button",
                onclick: async () => {
                  await call("DELETE", `/sessions/${session.id}`).catch(() => {});
                  await drawDevices(list);
                },
              },
              t.endSession,
            ),
      ),
    ),
  );
}

function themes() {
  const names = /** @type {Record<string, string>} */ (t.themes);
  return h(
    "div.segments",
    { role: "radiogroup", "aria-label": t.theme },
    Object.keys(names).map((name) =>
      h("label", null, h("input", { type: "radio", name: "theme", value: name, checked: theme() === name, onchange: () => setTheme(name) }), h("span", null, names[name])),
    ),
  );
}

export function settings() {
  const devices = h("ul.people", { "aria-label": t.devices });
  const dialog = h(
    "dialog.dialog",
    { "aria-label": t.settings },
    h("header.dialog-head", null, h("h2", null, t.settings), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h(
      "div.profile.profile-row",
      null,
      avatar(state.me.id, state.me.display_name, { size: "large" }),
      h("span.person-lines", null, h("strong", { dir: "auto" }, state.me.display_name), h("span", null, `@${state.me.username}`), h("span", null, state.me.email ?? "")),
    ),
    h("h3", null, t.theme),
    themes(),
    h("h3", null, t.devices),
    devices,
    h(
      "div.actions.actions-spread",
      null,
      h("button.button", { type: "button", onclick: () => (dialog.close(), shortcuts()) }, t.shortcuts),
      h("button.button.button-danger", { type: "button", "data-testid": "logout", onclick: () => dispatchEvent(new Event("tertulia:logout")) }, icon("exit"), t.logOut),
    ),
  );
  showDialog(dialog);
  void drawDevices(devices);
}
