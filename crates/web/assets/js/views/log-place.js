/** Where one is in a conversation, and how that stays so whatever is drawn above or below. */

import { h } from "../lib/dom.js";
import { AHEAD } from "../lib/part.js";

/** So near to an end of what is drawn, more is: farther than a wheel gets while that is drawn. */
export const NEAR = 2_400;

/** So many messages are wanted above those that are drawn: who scrolls doesn't wait, who is at the end has enough when it fills the place. @param {{ stick: boolean, node: HTMLElement, room: Room }} log */
export const aheadOf = ({ stick, node, room }) => (stick ? Number(node.scrollTop - room.height < 900) : AHEAD);

/** The first message that is seen, and where; found by halving. @param {HTMLElement} log @param {HTMLElement} days */
export function anchorIn(log, days) {
  const edge = log.getBoundingClientRect().top;
  const all = /** @type {HTMLCollectionOf<HTMLElement>} */ (days.getElementsByClassName("message"));
  let [from, to] = [0, all.length];
  while (from < to) {
    const half = (from + to) >> 1;
    if ((all[half]?.getBoundingClientRect().bottom ?? 0) > edge) to = half;
    else from = half + 1;
  }
  const node = all[from];
  return node ? { node, key: node.dataset.key ?? "", top: node.getBoundingClientRect().top } : null;
}

/** So much room is left above what is drawn, in pixels, and twice as much at most. */
const ROOM = 24_000;

/**
 * Room above what is drawn, while there is more to draw. It gets smaller by what is put in front, and larger by
 * what goes there: so nothing of what one sees is moved and painted anew, nor is a finger's swing ended by a
 * scrolling of ours.
 */
export class Room {
  constructor() {
    this.node = h("div", { "aria-hidden": "true" });
    this.height = 0;
    /** Whether there is more that can be put in front at once; else there is no room to get lost in. */
    this.more = false;
  }

  /** @param {number} px */
  set(px) {
    this.height = px;
    this.node.style.height = `${px}px`;
  }


  /** What is drawn begins here: nobody gets into the room. @param {HTMLElement} log */
  keepOut(log) {
    if (log.scrollTop < this.height) log.scrollTop = this.height;
  }

  /** Brings a message to where it was. @param {HTMLElement} log @param {HTMLElement} days @param {{ node: HTMLElement, key: string, top: number }} anchor */
  restore(log, days, anchor) {
    const node = anchor.node.isConnected ? anchor.node : days.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
    if (!node) return this.set(0);
    const left = this.height - (node.getBoundingClientRect().top - anchor.top);
    const next = !this.more ? 0 : left < 0 || left > 2 * ROOM ? ROOM : left;
    // Asked for before: a place that is beyond the end for a moment is lost.
    const at = log.scrollTop;
    this.set(next);
    if (next !== left) log.scrollTop = at + next - left;
  }

  /** How far one is from both ends of what is drawn. @param {HTMLElement} log */
  ends({ scrollTop, scrollHeight, clientHeight }) {
    return { above: scrollTop - this.height, below: scrollHeight - scrollTop - clientHeight };
  }

  /** Which of them is near. @param {HTMLElement} log */
  edge(log) {
    const { above, below } = this.ends(log);
    if (above < NEAR) return "top";
    return below < NEAR ? "bottom" : null;
  }
}

/** Scrolls to the line above what is new; answers whether there is one. @param {HTMLElement} log @param {HTMLElement} days */
export function toMarker(log, days) {
  const marker = days.querySelector(".marker");
  if (marker) log.scrollTop += marker.getBoundingClientRect().top - log.getBoundingClientRect().top - 90;
  return marker !== null;
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
