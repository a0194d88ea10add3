/** Starting a chat: with somebody, or as a group. */
import { post } from "../lib/api.js";
import { fill, h, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { putChat } from "../lib/reduce.js";
import { changed, state } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { peopleChoice, peopleSearch } from "./picker.js";
import { open } from "./route.js";

/** Takes in a chat that was made, unless it came live already, and opens it. @param {any} chat */
function enter(chat) {
  if (!state.chats.has(chat.id)) putChat(chat);
  changed();
  open(chat.id);
}

/** Opens the chat with somebody; makes it if there is none. @param {number} userId */
export async function startDirect(userId) {
  enter(await post("/chats", { kind: "direct", user_id: userId }));
}

/** @param {HTMLDialogElement} dialog */
function direct(dialog) {
  const start = async (/** @type {{ id: number }} */ person) => {
    try {
      await startDirect(person.id);
      dialog.close();
    } catch (error) {
      toast(/** @type {Error} */ (error).message);
    }
  };
  const search = peopleSearch({ act: start });
  const toGroup = h("button.row.row-accent", { type: "button", "data-testid": "create-group", onclick: () => group(dialog) }, h("span.row-icon", null, icon("people")), t.group);
  fill(
    dialog,
    h("header.dialog-head", null, h("h2", null, t.newChat), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-top", null, search.box),
    h("div.dialog-body", null, toGroup, search.list),
  );
  search.input.focus();
}

/** @param {HTMLDialogElement} dialog */
function group(dialog) {
  const problem = h("p.problem", { role: "alert" });
  const count = h("span.quiet", { role: "status" });
  const title = h("input.input", { "data-testid": "group-title", name: "title", maxlength: 100, placeholder: t.groupTitle, "aria-label": t.groupTitle, oninput: check });
  const choice = peopleChoice(new Set(), check);
  const go = h("button.button.button-primary", { type: "submit", "data-testid": "create-group", disabled: true }, t.createGroup);
  function check() {
    go.disabled = title.value.trim() === "";
    count.textContent = choice.chosen.size > 0 ? t.chosen(choice.chosen.size) : t.onlyYou;
  }
  const create = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (title.value.trim() === "") return;
    go.disabled = true;
    try {
      enter(await post("/chats", { kind: "group", title: title.value.trim(), member_ids: [...choice.chosen.keys()] }));
      dialog.close();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      check();
    }
  };
  const form = h("form", { id: "group-form", onsubmit: create }, title);
  go.setAttribute("form", "group-form");
  fill(
    dialog,
    h(
      "header.dialog-head",
      null,
      iconButton("back", t.backToPeople, { class: "icon-button back-in", onclick: () => direct(dialog) }),
      h("h2", null, t.group),
      iconButton("close", t.close, { onclick: () => dialog.close() }),
    ),
    h("div.dialog-top", null, form, choice.search.box, choice.shelf, problem),
    h("div.dialog-body", null, choice.search.list),
    h("footer.dialog-foot", null, count, go),
  );
  check();
  title.focus();
}

export function newChat() {
  const dialog = h("dialog.tall", { "aria-label": t.newChat });
  direct(dialog);
  showDialog(dialog);
  dialog.querySelector("input")?.focus();
}
