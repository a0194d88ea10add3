/** Where one is in a conversation, and how that stays so whatever is drawn above or below. */

/** So near to an end of what is drawn, more is. */
export const NEAR_TOP = 900;

/** The first message that is seen, and where. @param {HTMLElement} log @param {HTMLElement} days */
export function anchorIn(log, days) {
  const edge = log.getBoundingClientRect().top;
  for (const node of days.querySelectorAll(".message")) {
    const { bottom, top } = node.getBoundingClientRect();
    if (bottom > edge && node instanceof HTMLElement) return { key: node.dataset.key ?? "", top };
  }
  return null;
}

/** Scrolls so that it is there again. @param {HTMLElement} log @param {HTMLElement} days @param {{ key: string, top: number }} anchor */
export function restore(log, days, anchor) {
  const node = days.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
  if (node) log.scrollTop += node.getBoundingClientRect().top - anchor.top;
}

/** Which end of what is drawn is near. @param {HTMLElement} log */
export function edgeOf({ scrollTop, scrollHeight, clientHeight }) {
  if (scrollTop < NEAR_TOP) return "top";
  return scrollHeight - scrollTop - clientHeight < NEAR_TOP ? "bottom" : null;
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
