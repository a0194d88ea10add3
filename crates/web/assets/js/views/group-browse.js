/** Public groups: looking for them, and coming in. */
import { call, get } from "../lib/api.js";
import { h, icon, toast } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { enter } from "../lib/joining.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { g } from "../i18n/en-groups.js";
import { dialogOf, nothing, paged } from "./group-parts.js";
import { open } from "./route.js";

const PAUSE_MS = 220;

/** @typedef {{ chat_id: number, title: string, description: string | null, color: string | null, member_count: number, member: boolean }} Public */

export function browse() {
  dress("groups-more");
  let query = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const search = async () => {
    const next = input.value.trim();
    if (next === query) return;
    query = next;
    await list.reload();
  };
  const typed = () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  };
  const input = h("input", { type: "search", "data-testid": "browse-search", placeholder: g.browseHint, "aria-label": g.browseHint, autocomplete: "off", oninput: typed });
  const goTo = (/** @type {number} */ chat) => {
    dialog.close();
    open(chat);
  };
  const row = (/** @type {Public} */ group) => {
    const join = async () => {
      act.disabled = true;
      try {
        enter(await call("PUT", `/chats/${group.chat_id}/members/me`));
        goTo(group.chat_id);
      } catch (error) {
        const code = /** @type {any} */ (error).code;
        toast(code === "banned" ? g.bannedHint : code === "group_full" ? g.full : /** @type {Error} */ (error).message);
        act.disabled = false;
      }
    };
    const act = group.member
      ? h("button.button.button-small", { type: "button", "data-testid": "public-open", "aria-label": g.openOf(group.title), onclick: () => goTo(group.chat_id) }, g.openShort)
      : h("button.button.button-small.button-primary", { type: "button", "data-testid": "public-join", "aria-label": g.joinOf(group.title), onclick: join }, g.joinShort);
    return h(
      "li.row.public",
      { "data-testid": "public-group", "data-chat": group.chat_id },
      avatar(group.chat_id, group.title, { group: true, color: group.color }),
      h("span.row-lines", null, h("strong", { dir: "auto" }, group.title), h("small", null, t.members(group.member_count)), group.description ? h("span.public-about", { dir: "auto" }, group.description) : null),
      act,
    );
  };
  const list = paged({
    label: g.browse,
    load: (cursor) => get(`/groups?limit=30&query=${encodeURIComponent(query)}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`),
    row,
    empty: () => (query ? h("p.note", { role: "status" }, g.noMatch(query)) : nothing("globe", g.noGroups, g.noGroupsHint)),
  });
  const dialog = dialogOf(g.browse, "browse", { tall: true, top: h("label.search", null, icon("search"), input) }, list.node);
  // The keyboard of a phone would hide half of the list.
  if (matchMedia("(hover: hover)").matches) input.focus();
  void list.reload();
}
