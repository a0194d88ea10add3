/** One's account, devices, and how it all looks. */
import { call, get } from "../lib/api.js";
import { fill, h, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { keysDialog } from "./keys.js";
import { setTheme, theme } from "./theme.js";

/** "Firefox on Linux" out of what a browser calls itself. @param {string} agent */
export function deviceName(agent) {
  const pick = (/** @type {[RegExp, string][]} */ names) => names.find(([pattern]) => pattern.test(agent))?.[1];
  const browser = pick([
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\//, "Firefox"],
    [/Chrom(e|ium)\//, "Chrome"],
    [/Safari\//, "Safari"],
  ]);
  const system = pick([
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Windows/, "Windows"],
    [/Mac OS/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  if (browser && system) return t.deviceOn(browser, system);
  return browser ?? (agent.slice(0, 60) || t.unknownDevice);
}

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
  const keys = () => {
    dialog.close();
    keysDialog();
  };
  const dialog = h(
    "dialog",
    { "aria-label": t.settings },
    h("header.dialog-head", null, h("h2", null, t.settings), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h(
      "div.dialog-body",
      null,
      h("div.profile", null, avatar(state.me.id, state.me.display_name, { size: "large" }), h("h3", { dir: "auto" }, state.me.display_name), h("p", null, `@${state.me.username} · ${state.me.email}`)),
      appearance(),
      h("h3.caption", null, t.devices),
      list,
      h("button.row", { type: "button", onclick: keys }, h("span.row-icon", null, icon("keyboard")), t.shortcuts),
      h("button.row.row-bad", { type: "button", "data-testid": "logout", onclick: out }, h("span.row-icon", null, icon("exit")), t.logOut),
    ),
  );
  showDialog(dialog);
  void devices(list);
}
