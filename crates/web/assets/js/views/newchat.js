/** Starting a chat: with somebody, or as a group. */
import { post } from "../lib/api.js";
import { fill, h, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { enter } from "../lib/joining.js";
import { state } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { k } from "../i18n/en-kept.js";
import { peopleSearch } from "./picker.js";
import { open } from "./route.js";

/** Opens the chat with somebody; makes it if there is none. @param {number} userId */
export async function startDirect(userId) {
  const chat = await post("/chats", { kind: "direct", user_id: userId });
  enter(chat);
  open(chat.id);
}

/** The chat with oneself. */
export async function savedChat() {
  const held = [...state.chats.values()].find((chat) => chat.kind === "saved");
  if (held) return held.id;
  const chat = await post("/chats", { kind: "saved" });
  enter(chat);
  return /** @type {number} */ (chat.id);
}

const openSaved = async () => open(await savedChat());

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
  const failed = () => toast(t.noNetwork);
  const group = () => import("./group-new.js").then((view) => view.newGroup(dialog, () => direct(dialog)), failed);
  const publicGroups = () =>
    import("./group-browse.js").then((view) => {
      dialog.close();
      view.browse();
    }, failed);
  const toGroup = h("button.row.row-accent", { type: "button", "data-testid": "create-group", onclick: group }, h("span.row-icon", null, icon("people")), t.group);
  const toPublic = h("button.row.row-accent", { type: "button", "data-testid": "browse-groups", onclick: publicGroups }, h("span.row-icon", null, icon("globe")), t.publicGroups);
  const keepHere = () =>
    void openSaved().then(
      () => dialog.close(),
      (error) => toast(error.message),
    );
  const toSaved = h("button.row.row-accent", { type: "button", "data-testid": "saved-messages", onclick: keepHere }, h("span.row-icon", null, icon("bookmark")), k.saved);
  fill(
    dialog,
    h("header.dialog-head", null, h("h2", null, t.newChat), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-top", null, search.box),
    h("div.dialog-body", null, toSaved, toGroup, toPublic, search.list),
  );
  search.input.focus();
}

export function newChat() {
  const dialog = h("dialog.tall", { "aria-label": t.newChat });
  direct(dialog);
  showDialog(dialog);
  dialog.querySelector("input")?.focus();
}
