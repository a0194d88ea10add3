/** Who asks to come into a group, and the answers. */
import { h, fill } from "../lib/dom.js";
import { answerAsking, asking, loadAsking } from "../lib/joining.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { g } from "../i18n/en-groups.js";
import { attempt } from "./contact.js";
import { dialogOf, live, nothing } from "./group-parts.js";

/** @param {number} id @param {import("../lib/joining.js").Asking} one */
function row(id, one) {
  const { user } = one;
  const name = user.display_name;
  const answer = (/** @type {boolean} */ yes) => () => attempt(() => answerAsking(id, user.id, yes));
  return h(
    "li.row.contact",
    { "data-testid": "join-request", "data-user": user.id },
    avatar(user.id, name, { size: "medium" }),
    h("span.row-lines", null, h("strong", { dir: "auto" }, name), h("small", null, `@${user.username} · ${ago(ms(one.at))}`)),
    h(
      "span.answers",
      null,
      h("button.button.button-primary.button-small", { type: "button", "data-testid": "request-accept", "aria-label": g.acceptOf(name), onclick: answer(true) }, g.accept),
      h("button.button.button-small", { type: "button", "data-testid": "request-decline", "aria-label": g.declineOf(name), onclick: answer(false) }, g.decline),
    ),
  );
}

/** @param {number} id */
export function requestsDialog(id) {
  const body = h("div", null);
  let sign = "";
  const draw = () => {
    const found = asking.get(id);
    const next = JSON.stringify(found ?? null);
    if (!found || next === sign) return;
    sign = next;
    if (found.items.length === 0) fill(body, nothing("befriend", g.noRequests, g.noRequestsHint));
    else fill(body, h("ul", { "aria-label": g.requests }, found.items.map((one) => row(id, one))), found.more ? h("p.note", null, g.moreWait) : null);
  };
  live(dialogOf(g.requests, "join-requests-page", { tall: true }, body), draw);
  void attempt(() => loadAsking(id));
}
