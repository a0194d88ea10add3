/** Who is kept out of a group. */
import { call, get } from "../lib/api.js";
import { h, icon } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { dateTime, ms } from "../lib/time.js";
import { g } from "../i18n/en-groups.js";
import { attempt } from "./contact.js";
import { dialogOf, nothing, paged } from "./group-parts.js";
import { pickPeople } from "./picker.js";

/** @param {number} id */
export function bansDialog(id) {
  const list = paged({
    label: g.bans,
    load: (cursor) => get(`/chats/${id}/bans${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`),
    empty: () => nothing("unblock", g.noBans),
    row: (/** @type {{ user: any, by: number | null, at: string }} */ ban, self) => {
      const when = dateTime(ms(ban.at));
      const by = ban.by === null ? undefined : state.users.get(ban.by)?.display_name;
      const lift = () =>
        attempt(async () => {
          await call("DELETE", `/chats/${id}/bans/${ban.user.id}`);
          await self.reload();
        });
      return h(
        "li.row.contact",
        { "data-testid": "ban", "data-user": ban.user.id },
        avatar(ban.user.id, ban.user.display_name, { size: "medium" }),
        h("span.row-lines", null, h("strong", { dir: "auto" }, ban.user.display_name), h("small", null, by ? g.bannedBy(by, when) : g.bannedWhen(when))),
        h("button.button.button-small", { type: "button", "data-testid": "lift-ban", "aria-label": g.liftOf(ban.user.display_name), onclick: lift }, g.lift),
      );
    },
  });
  // Also those who never came: to a public group they could.
  const more = () =>
    pickPeople({
      title: g.bans,
      action: g.banYes,
      without: new Set(),
      done: async (ids) => {
        for (const user of ids) await call("PUT", `/chats/${id}/bans/${user}`);
        await list.reload();
      },
    });
  const foot = h("button.button", { type: "button", "data-testid": "ban-somebody", onclick: more }, icon("block"), g.banSomebody);
  dialogOf(g.bans, "group-bans-page", { tall: true, foot }, list.node);
  void list.reload();
}
