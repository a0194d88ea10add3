/** People whom one may know: in the same groups, no contact yet. */
import { get } from "../lib/api.js";
import { ask } from "../lib/contacts.js";
import { fill, h } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { attempt } from "./contact.js";

/** @param {{ user: { id: number, display_name: string }, shared_groups: number }} one @param {() => void} done */
function row(one, done) {
  const { id, display_name: name } = one.user;
  const befriend = () =>
    attempt(async () => {
      await ask(id);
      done();
    });
  return h(
    "li.row.contact",
    { "data-testid": "suggestion", "data-user": id },
    avatar(id, name, { size: "medium", online: state.users.get(id)?.online }),
    h("span.row-lines", null, h("strong", { dir: "auto" }, name), h("small", null, t.sharedGroups(one.shared_groups))),
    h("button.button.button-small", { type: "button", "data-testid": "suggestion-add", "aria-label": `${t.befriend}: ${name}`, onclick: befriend }, t.add),
  );
}

/** A section that fills itself; empty while there is nobody to suggest. */
export function suggestions() {
  const box = h("section", null);
  const load = async () => {
    const page = await get("/users/suggestions").catch(() => null);
    const items = page?.items ?? [];
    fill(box, items.length > 0 ? [h("h3.caption", null, t.suggestions), h("ul", null, items.map((/** @type {any} */ one) => row(one, load)))] : null);
  };
  void load();
  return box;
}
