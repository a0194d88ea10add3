/** The bar above a group's messages that says who asks to come in, for those who may answer. */
import { fill, h, icon, toast } from "../lib/dom.js";
import { may } from "../lib/group.js";
import { asking, lookWhoAsks } from "../lib/joining.js";
import { l } from "../i18n/en-lines.js";
import { t } from "../i18n/en.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

export function askBar() {
  let chat = 0;
  const open = () => import("./group-requests.js").then((view) => view.requestsDialog(chat)).catch(() => toast(t.noNetwork));
  const words = h("span.ask-words", null);
  const node = h("button.ask-bar", { type: "button", "data-testid": "ask-bar", hidden: true, onclick: open }, icon("befriend"), words, h("strong", null, l.review));
  return {
    node,
    update: (/** @type {Chat} */ now) => {
      chat = now.id;
      const mine = now.kind === "group" && may(now, "add");
      if (mine) lookWhoAsks(now.id);
      const found = mine ? asking.get(now.id) : undefined;
      const count = found?.items.length ?? 0;
      node.hidden = count === 0;
      const text = count > 0 ? l.ask(count, found?.more ?? false) : "";
      if (words.textContent !== text) fill(words, text);
    },
  };
}
