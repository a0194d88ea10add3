/** What keys do among the messages. */
import { attempt, reactTo, reply } from "./actions.js";
import { endChoosing } from "../lib/selection.js";
import { mayWrite } from "../lib/rights.js";
import { currentChat } from "../lib/store.js";

/** @typedef {import("./messages.js").Line} Line */

/**
 * The arrows go from message to message; letters do something with the one that has the focus.
 *
 * @param {KeyboardEvent} event @param {HTMLElement} days @param {(seq: number) => Line | undefined} lineOf
 */
export function walk(event, days, lineOf) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") return step(event, days);
  const message = document.activeElement?.closest("[data-seq]");
  if (event.key === "Escape" && (endChoosing() || message)) {
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("composer")?.focus();
    return;
  }
  const line = message ? lineOf(Number(message.getAttribute("data-seq"))) : undefined;
  const chat = currentChat();
  if (!line || line.gone || !chat || !mayWrite(chat)) return;
  const key = event.key.toLowerCase();
  if (key === "r") reply(line);
  else if (key === "e") void attempt(reactTo(chat, line, /** @type {Element} */ (document.activeElement).getBoundingClientRect()));
  else return;
  event.preventDefault();
}

/** @param {KeyboardEvent} event @param {HTMLElement} days */
function step(event, days) {
  const all = [.../** @type {NodeListOf<HTMLElement>} */ (days.querySelectorAll(".choose, .message:not(.choosing) .more"))];
  const message = document.activeElement?.closest(".message");
  const at = all.findIndex((one) => one.closest(".message") === message);
  const next = event.key === "ArrowUp" ? (at < 0 ? all.length - 1 : at - 1) : at < 0 ? -1 : at + 1;
  if (at >= 0 && event.key === "ArrowDown" && next === all.length) document.getElementById("composer")?.focus();
  if (!all[next]) return;
  event.preventDefault();
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
}
