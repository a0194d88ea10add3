/** What stands below a conversation: where one writes, or why one can't. */
import { isBlocked } from "../lib/contacts.js";
import { fill, h } from "../lib/dom.js";
import { may } from "../lib/group.js";
import { nameOf, peer, state, titleOf } from "../lib/store.js";
import { l } from "../i18n/en-lines.js";
import { t } from "../i18n/en.js";
import { composer } from "./composer.js";
import { blockedBar } from "./contact.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

/** @param {Chat} chat @returns {"removed" | "gone" | "blocked" | "admins" | "open"} */
function kindOf(chat) {
  if (chat.removed) return "removed";
  if (chat.kind === "direct" && peer(chat)?.deleted) return "gone";
  if (chat.kind === "direct" && isBlocked(peer(chat)?.id ?? 0)) return "blocked";
  return may(chat, "write") ? "open" : "admins";
}

/** @param {Chat} chat */
function removed(chat) {
  const by = chat.removedBy;
  if (by === state.me.id) return l.youLeft;
  return by ? l.removedBy(nameOf(by)) : t.removed;
}

/** @param {string} text @param {string} kind */
const line = (text, kind) => h("p.over-and-out", { role: "status", "data-testid": "shut", "data-kind": kind }, text);

/**
 * @param {Chat} chat
 * @param {import("../lib/socket.js").Socket} socket
 * @param {() => void} sent
 * @param {HTMLElement[]} above what floats above it or takes its place
 */
export function foot(chat, socket, sent, above) {
  const node = h("div.foot", null);
  let sign = "";
  /** @type {ReturnType<typeof composer> | null} */
  let writing = null;
  const update = (/** @type {Chat} */ now) => {
    const kind = kindOf(now);
    // The name of whoever took one out may come later.
    const next = kind === "removed" ? kind + removed(now) : kind;
    if (next === sign) {
      named(now);
      writing?.look();
      return void writing?.slow.update();
    }
    sign = next;
    writing = kind === "open" ? composer(now, socket, sent) : null;
    if (writing) fill(node, ...above, writing.bar, writing.slow.node, writing.form);
    else fill(node, ...above, kind === "blocked" ? blockedBar(peer(now)?.id ?? 0) : line(kind === "gone" ? t.isDeleted : kind === "admins" ? l.onlyAdmins : removed(now), kind));
    writing?.slow.update();
  };
  /** Groups are renamed while one writes. @param {Chat} now */
  function named(now) {
    const label = t.messageTo(titleOf(now));
    if (!writing || writing.area.placeholder === label) return;
    writing.area.placeholder = label;
    writing.area.setAttribute("aria-label", label);
  }
  update(chat);
  return { node, update, focus: () => writing?.area.focus({ preventScroll: true }) };
}
