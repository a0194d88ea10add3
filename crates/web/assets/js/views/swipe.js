/** A finger that draws a message to the right answers it. */

const FAR = 56;
const MOST = 76;
const BEGINS = 14;

/**
 * @param {HTMLElement} within
 * @param {(seq: number) => (() => void) | null} answer what answers a message; null when nothing may
 */
export function onSwipe(within, answer) {
  /** @type {{ node: HTMLElement, act: () => void, x: number, y: number, by: number } | null} */
  let drag = null;
  const end = (/** @type {boolean} */ done) => {
    if (!drag) return;
    const { node, act, by } = drag;
    drag = null;
    node.style.translate = "";
    node.classList.remove("is-far");
    if (done && by >= FAR) act();
  };
  within.addEventListener("pointerdown", (event) => {
    end(false);
    const at = event.target instanceof Element ? event.target : null;
    const node = /** @type {HTMLElement | null} */ (at?.closest(".message:not(.choosing)") ?? null);
    const seq = Number(node?.dataset.seq);
    // Code scrolls sideways itself.
    if (event.pointerType !== "touch" || !event.isPrimary || !node || !seq || at?.closest(".code")) return;
    const act = answer(seq);
    if (act) drag = { node, act, x: event.clientX, y: event.clientY, by: 0 };
  });
  within.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const by = event.clientX - drag.x;
    if (drag.by === 0 && (by < BEGINS || Math.abs(event.clientY - drag.y) > by)) {
      if (Math.abs(event.clientY - drag.y) > BEGINS) drag = null;
      return;
    }
    drag.by = Math.max(1, Math.min(by, MOST));
    drag.node.style.translate = `${drag.by}px`;
    drag.node.classList.toggle("is-far", drag.by >= FAR);
  });
  within.addEventListener("pointerup", () => end(true));
  within.addEventListener("pointercancel", () => end(false));
}
