/** Where one is in a conversation, and how that stays so whatever is drawn above or below. */

import { AHEAD } from "../lib/part.js";

/** So near to an end of what is drawn, more is: farther than a wheel gets while that is drawn. */
export const NEAR = 2_400;

/** So many messages are wanted above those that are drawn: who scrolls doesn't wait, who is at the end has enough when it fills the place. @param {{ stick: boolean, node: HTMLElement }} log */
export const aheadOf = ({ stick, node }) => (stick ? Number(node.scrollTop < 900) : AHEAD);

/** The first message that is seen, and where. @param {HTMLElement} log @param {HTMLElement} days */
export function anchorIn(log, days) {
  const edge = log.getBoundingClientRect().top;
  for (const node of days.querySelectorAll(".message")) {
    const { bottom, top } = node.getBoundingClientRect();
    if (bottom > edge && node instanceof HTMLElement) return { node, key: node.dataset.key ?? "", top };
  }
  return null;
}

/** Scrolls so that it is there again. @param {HTMLElement} log @param {HTMLElement} days @param {{ node: HTMLElement, key: string, top: number }} anchor */
export function restore(log, days, anchor) {
  const node = anchor.node.isConnected ? anchor.node : days.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
  if (node) log.scrollTop += node.getBoundingClientRect().top - anchor.top;
}

/** Which end of what is drawn is near. @param {HTMLElement} log */
export function edgeOf({ scrollTop, scrollHeight, clientHeight }) {
  if (scrollTop < NEAR) return "top";
  return scrollHeight - scrollTop - clientHeight < NEAR ? "bottom" : null;
}

/** Remembers what has the focus; calling what is answered gives it back, if that was drawn anew. @param {HTMLElement} days */
export function focusIn(days) {
  const at = document.activeElement;
  const seq = days.contains(at) ? at?.closest("[data-seq]")?.getAttribute("data-seq") : null;
  const css = at?.matches(".choose") ? ".choose" : ".more";
  return () => {
    if (seq && !at?.isConnected) /** @type {HTMLElement | null} */ (days.querySelector(`[data-seq="${seq}"] ${css}`))?.focus({ preventScroll: true });
  };
}

/** So long a message shows that it is the one. */
const FOUND_MS = 4_000;

/** Shows which message was gone to. @param {HTMLElement} days @param {Element} node */
export function showFound(days, node) {
  for (const other of days.querySelectorAll(".is-found")) other.classList.remove("is-found");
  node.classList.add("is-found");
  setTimeout(() => node.classList.remove("is-found"), FOUND_MS);
}
