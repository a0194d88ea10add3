/** What one can do with a chat in one's list. */
import { h, icon, toast } from "../lib/dom.js";
import { isArchived, isMarked, isPinned, keep } from "../lib/kept.js";
import { onLongPress, openMenu } from "../lib/menu.js";
import { state } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { k } from "../i18n/en-kept.js";

/** @typedef {import("../lib/store.js").Chat} Chat @typedef {import("../lib/menu.js").Item} Item */

/** @param {Chat} chat @param {{ pinned?: boolean, archived?: boolean, unread?: boolean }} patch */
const change = (chat, patch) => () => void keep(chat, patch).catch((error) => toast(error.message ?? t.wrong));

/** @param {Chat} chat @returns {Item[]} */
export function placeItems(chat) {
  if (chat.removed) return [];
  const unread = chat.unread > 0 || isMarked(chat);
  /** @type {(Item | false)[]} */
  const items = [
    { icon: "pin", label: isPinned(chat) ? k.unpin : k.pin, test: "pin-chat", act: change(chat, { pinned: !isPinned(chat) }) },
    chat.kind !== "saved" && !unread && { icon: "dot", label: k.markUnread, test: "mark-unread", act: change(chat, { unread: true }) },
    isMarked(chat) && { icon: "check", label: k.markRead, test: "mark-read", act: change(chat, { unread: false }) },
    { icon: "archive", label: isArchived(chat) ? k.unarchive : k.archive, test: "archive-chat", act: change(chat, { archived: !isArchived(chat) }) },
  ];
  return items.filter((one) => one !== false);
}

/** The menu of a chat in the list, by the other button or a long press. @param {HTMLElement} list */
export function placeMenus(list) {
  onLongPress(list, ".chat-item", (node, place) => {
    const chat = state.chats.get(Number(node.dataset.chat));
    const items = chat ? placeItems(chat) : [];
    if (items.length > 0) openMenu(place, k.menu, items);
  });
}

/** The row that opens what is put away. @param {number} count @param {number} unread @param {boolean} open @param {() => void} act */
export const archiveRow = (count, unread, open, act) =>
  h(
    "button.archive-row",
    { type: "button", "data-testid": "archive", "aria-expanded": String(open), onclick: act },
    icon(open ? "back" : "archive"),
    h("span", null, open ? k.leaveArchive : k.archived(count)),
    !open && unread > 0 ? h("span.badge.is-muted", { "aria-label": t.unread(unread) }, unread) : null,
  );
