/** Starting a chat: with one person at a click, with several as a group. */
import { ApiError, post } from "../lib/api.js";
import { h, fill, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { putChat } from "../lib/reduce.js";
import { changed } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { finder } from "./people.js";
import { open } from "./route.js";

/** @param {object} body */
async function create(body) {
  try {
    const chat = putChat(await post("/chats", body));
    changed();
    open(chat.id);
    return true;
  } catch (error) {
    toast(error instanceof ApiError ? error.message : t.wrong);
    return false;
  }
}

/** Opens the direct chat with somebody. @param {number} id */
export const openDirect = (id) => create({ kind: "direct", user_id: id });

export function newChat() {
  /** @type {Map<number, any>} */
  const chosen = new Map();
  let group = false;
  const title = h("input", { placeholder: t.groupTitle, "aria-label": t.groupTitle, "data-testid": "group-title", maxlength: 100, oninput: () => check() });
  const chips = h("div.chips", null);
  const button = h("button.button.button-primary", { "data-testid": "create-group", disabled: true }, t.createGroup);
  const find = finder(
    (user) => {
      if (!group) {
        dialog.close();
        void openDirect(user.id);
        return;
      }
      if (!chosen.delete(user.id)) chosen.set(user.id, user);
      check();
    },
    (id) => group && chosen.has(id),
  );

  function check() {
    button.disabled = title.value.trim() === "" || chosen.size === 0;
    fill(
      chips,
      [...chosen.values()].map((user) => h("button.chip", { type: "button", title: t.remove, onclick: () => (chosen.delete(user.id), check(), find.draw()) }, user.display_name, icon("close"))),
    );
  }

  const extra = h("div.group-extra", { hidden: true }, h("label.field", null, h("span", null, t.groupTitle), title), chips);
  const actions = h("div.actions", { hidden: true }, h("button.button", { type: "button", onclick: () => dialog.close() }, t.cancel), button);
  const toGroup = h(
    "button.row-button",
    {
      type: "button",
      "data-testid": "new-group",
      onclick: () => {
        group = true;
        extra.hidden = actions.hidden = false;
        toGroup.hidden = true;
        heading.textContent = t.group;
        title.focus();
        find.draw();
      },
    },
    h("span.row-icon", null, icon("people")),
    t.group,
  );
  const heading = h("h2", null, t.newChat);
  const dialog = h(
    "dialog.dialog",
    { "aria-label": t.newChat },
    h(
      "form",
      {
        onsubmit: async (/** @type {Event} */ event) => {
          event.preventDefault();
          if (group && !button.disabled && (await create({ kind: "group", title: title.value, member_ids: [...chosen.keys()] }))) dialog.close();
        },
      },
      h("header.dialog-head", null, heading, iconButton("close", t.close, { onclick: () => dialog.close() })),
      extra,
      h("label.search", null, icon("search"), find.input),
      toGroup,
      find.note,
      find.results,
      actions,
    ),
  );
  showDialog(dialog);
  find.input.focus();
}
