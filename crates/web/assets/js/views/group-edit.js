/** What a group tells of itself, to be changed. */
import { call } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { state, titleOf } from "../lib/store.js";
import { g } from "../i18n/en-groups.js";
import { colorField, textField } from "./group-fields.js";
import { dialogOf } from "./group-parts.js";
import { field } from "./settings-parts.js";

/** @param {number} id */
export function editDialog(id) {
  const chat = state.chats.get(id);
  if (!chat) return;
  const before = { title: titleOf(chat), description: chat.description ?? "", rules: chat.rules ?? "", color: chat.color ?? null };
  const problem = h("p.problem", { role: "alert" });
  const title = h("input.input", { name: "title", maxlength: 100, dir: "auto", autocomplete: "off", value: before.title, oninput: () => (go.disabled = title.value.trim() === "") });
  const about = textField(g.description, g.descriptionHint, "description", before.description, 500);
  const rules = textField(g.rules, g.rulesHint, "rules", before.rules, 2_000);
  const color = colorField(before.color);
  const go = h("button.button.button-primary", { type: "submit", form: "group-edit", "data-testid": "group-save" }, g.save);
  /** Only what was changed: somebody else may have changed the rest. */
  function patch() {
    const now = { title: title.value.trim(), description: about.box.value.trim() || null, rules: rules.box.value.trim() || null, color: color.value() };
    /** @type {Record<string, string | null>} */
    const changes = {};
    if (now.title !== before.title) changes.title = now.title;
    if (now.description !== (before.description || null)) changes.description = now.description;
    if (now.rules !== (before.rules || null)) changes.rules = now.rules;
    if (now.color !== before.color) changes.color = now.color;
    return changes;
  }
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const changes = patch();
    problem.textContent = "";
    if (Object.keys(changes).length === 0) return dialog.close();
    go.disabled = true;
    try {
      await call("PATCH", `/chats/${id}`, changes);
      dialog.close();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      problem.scrollIntoView({ block: "nearest" });
      go.disabled = false;
    }
  };
  const form = h("form.form", { id: "group-edit", onsubmit: save }, field(g.name, title), about.node, rules.node, color.node, problem);
  const cancel = h("button.button", { type: "button", onclick: () => dialog.close() }, g.cancel);
  const dialog = dialogOf(g.editTitle, "group-edit", { foot: [cancel, go] }, form);
  title.select();
}
