/** Where the link of a group leads: what the group is, and coming in. */
import { ApiError, get, post } from "../lib/api.js";
import { fill, h, icon, iconButton, showDialog } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { enter } from "../lib/joining.js";
import { state, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { g } from "../i18n/en-groups.js";
import { leave } from "./route.js";

/** @type {HTMLDialogElement | null} */
let shown = null;

/** What went wrong, in words for whoever follows a link. @param {unknown} error @returns {[string, string]} */
function wordsOf(error) {
  const code = error instanceof ApiError ? error.code : "";
  if (code === "code_invalid") return [g.badCode, g.badCodeHint];
  if (code === "banned") return [g.bannedTitle, g.bannedHint];
  if (code === "group_full") return [g.joinFailed, g.full];
  if (code === "too_many_requests_pending") return [g.joinFailed, g.tooMany];
  return [g.joinFailed, error instanceof Error ? error.message : t.wrong];
}

/** The code as somebody would type it. @param {string} code */
function typed(code) {
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}

/** @param {string} path the code as it stands in the address */
export function showJoin(path) {
  const code = typed(path);
  shown?.close();
  dress("groups-more");
  const body = h("div.dialog-body.join", { "aria-live": "polite" }, h("span.skeleton", null), h("span.skeleton", null));
  const dialog = /** @type {HTMLDialogElement} */ (h("dialog", { "aria-label": g.joinTitle, "data-testid": "join" }, h("header.dialog-head", null, h("h2", null, g.joinTitle), iconButton("close", t.close, { onclick: () => dialog.close() })), body));
  shown = dialog;
  // Closing it, however, leads to the chats; unless one has gone elsewhere by then.
  dialog.addEventListener("close", () => {
    stop();
    if (shown === dialog) shown = null;
    if (location.pathname.startsWith("/g/")) leave(null);
  });
  const goTo = (/** @type {number} */ chat) => {
    leave(chat);
    dialog.close();
  };
  const button = (/** @type {string} */ label, /** @type {string} */ test, /** @type {() => unknown} */ act) => h("button.button.button-primary.button-wide", { type: "button", "data-testid": test, onclick: act }, label);
  const say = (/** @type {string} */ glyph, /** @type {string} */ title, /** @type {string} */ hint, /** @type {any} */ act) =>
    fill(body, h("div.empty-art", { "aria-hidden": "true" }, icon(glyph)), h("h3", { "data-testid": "join-said" }, title), h("p", null, hint), act);
  const failed = (/** @type {unknown} */ error) => {
    const [title, hint] = wordsOf(error);
    const again = error instanceof ApiError && error.temporary;
    say("link", title, hint, again ? button(g.again, "join-again", load) : button(g.toChats, "join-away", () => dialog.close()));
  };
  let stop = () => {};
  /** Until somebody lets one in; then the group is among one's chats. @param {string} title */
  function wait(title) {
    const chats = state.chats.size;
    say("clock-round", g.asked, g.askedHint(title), button(g.toChats, "join-away", () => dialog.close()));
    stop = watch(() => {
      if (state.chats.size === chats) return;
      stop();
      void load();
    });
  }
  async function join() {
    const go = body.querySelector("button");
    if (go) go.disabled = true;
    try {
      const answer = await post("/join", { code });
      if (answer.id) {
        enter(answer);
        goTo(answer.id);
      } else wait(answer.title);
    } catch (error) {
      failed(error);
    }
  }
  async function load() {
    try {
      const group = await get(`/join/${encodeURIComponent(code)}`);
      const known = group.chat_id !== null;
      fill(
        body,
        avatar(group.chat_id ?? 0, group.title, { size: "large", group: true }),
        h("h3", { dir: "auto", "data-testid": "join-title" }, group.title),
        h("p", null, t.members(group.member_count)),
        known ? h("p.quiet", null, g.already) : group.approval ? h("p.quiet", null, g.joinAsks) : null,
        known ? button(g.openGroup, "join-open", () => goTo(group.chat_id)) : button(group.approval ? g.ask : g.join, "join-go", join),
      );
      body.querySelector("button")?.focus();
    } catch (error) {
      failed(error);
    }
  }
  showDialog(dialog);
  void load();
}
