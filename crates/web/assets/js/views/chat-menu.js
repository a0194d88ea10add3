/** The menu of the open chat. */
import { openMenu } from "../lib/menu.js";
import { currentChat } from "../lib/store.js";
import { m } from "../i18n/en-message.js";
import { attempt } from "./actions.js";
import { placeItems } from "./chat-place.js";
import { beginChoosing } from "./select.js";

/** @param {MouseEvent} event */
export function chatMenu(event) {
  const chat = currentChat();
  if (!chat) return;
  const last = chat.messages.findLast((one) => !one.hidden);
  /** @type {(import("../lib/menu.js").Item | false)[]} */
  const items = [
    last !== undefined && { icon: "check", label: m.select, test: "select-messages", act: () => beginChoosing(chat.id, last.seq) },
    chat.lastSeq > chat.cleared && !chat.removed && { icon: "bin", label: m.clear, test: "clear", bad: true, act: () => void attempt(import("./message-dialogs.js").then((view) => view.askClear(chat.id))) },
  ];
  items.unshift(...placeItems(chat));
  const shown = items.filter((one) => one !== false);
  if (shown.length > 0) openMenu(/** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect(), m.chatMenu, shown);
}
