/** Making a group: its name and people, and what else it tells of itself. */
import { call, post } from "../lib/api.js";
import { fill, h, iconButton, toast } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { enter } from "../lib/joining.js";
import { state } from "../lib/store.js";
import { l } from "../i18n/en-lines.js";
import { t } from "../i18n/en.js";
import { g } from "../i18n/en-groups.js";
import { colorField, textField } from "./group-fields.js";
import { peopleChoice } from "./picker.js";
import { open } from "./route.js";
import { toggle } from "./settings-parts.js";

/** Who is asked first instead of being brought in. @param {any} chat @param {Map<number, { display_name: string }>} chosen */
export function sayInvited(chat, chosen) {
  if (chat.member_count > chosen.size) return;
  const here = new Set(chat.members.map((/** @type {any} */ member) => member.user_id));
  const names = [...chosen].filter(([id]) => !here.has(id)).map(([, person]) => person.display_name);
  if (names.length > 0) toast(g.invitedInstead(l.and(names.slice(0, 3), names.length - 3), names.length));
}

/** @param {HTMLDialogElement} dialog @param {() => void} back */
export function newGroup(dialog, back) {
  dress("groups-more");
  const problem = h("p.problem", { role: "alert" });
  const count = h("span.quiet", { role: "status" });
  const title = h("input.input", { "data-testid": "group-title", name: "title", maxlength: 100, placeholder: g.name, "aria-label": g.name, dir: "auto", autocomplete: "off", oninput: check });
  const choice = peopleChoice(new Set([state.me.id]), check);
  const about = textField(g.description, g.descriptionHint, "description", "", 500);
  const color = colorField(null);
  let shared = false;
  const find = toggle(g.public, g.publicHint, false, (on) => (shared = on), { name: "public" });
  const more = h("details.group-more", null, h("summary", { "data-testid": "group-more" }, g.more), h("div.form-stack", null, about.node, color.node, find));
  const go = h("button.button.button-primary", { type: "submit", form: "group-form", "data-testid": "create-group", disabled: true }, g.create);
  function check() {
    go.disabled = title.value.trim() === "";
    count.textContent = choice.chosen.size > 0 ? t.chosen(choice.chosen.size) : t.onlyYou;
  }
  const create = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (title.value.trim() === "") return;
    go.disabled = true;
    problem.textContent = "";
    try {
      const chat = await post("/chats", { kind: "group", title: title.value.trim(), member_ids: [...choice.chosen.keys()] });
      enter(chat);
      await tell(chat.id);
      dialog.close();
      open(chat.id);
      sayInvited(chat, choice.chosen);
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      check();
    }
  };
  /** The group is there whether this works or not. @param {number} id */
  async function tell(id) {
    const description = about.box.value.trim();
    if (!description && !color.value() && !shared) return;
    const patch = { ...(description ? { description } : {}), ...(color.value() ? { color: color.value() } : {}), ...(shared ? { settings: { public: true } } : {}) };
    await call("PATCH", `/chats/${id}`, patch).catch((error) => toast(`${g.madeWithout} ${error.message}`));
  }
  fill(
    dialog,
    h(
      "header.dialog-head",
      null,
      iconButton("back", t.backToPeople, { class: "icon-button back-in", onclick: back }),
      h("h2", null, t.group),
      iconButton("close", t.close, { onclick: () => dialog.close() }),
    ),
    h("div.dialog-body.new-group", null, h("form", { id: "group-form", onsubmit: create }, title), more, choice.search.box, choice.shelf, problem, choice.search.list),
    h("footer.dialog-foot", null, count, go),
  );
  check();
  title.focus();
}
