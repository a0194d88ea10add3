import { h, icon } from "../lib/dom.js";
import { t } from "../i18n/en.js";

/** The button that goes to the end, with how much is new there. @param {() => void} act */
export function jumpButton(act) {
  const badge = h("span.badge", null);
  const button = h("button.jump", { type: "button", "data-testid": "jump", "aria-label": t.jump, title: t.jump, hidden: true, onclick: act }, icon("down"), badge);
  const update = (/** @type {boolean} */ shown, /** @type {number} */ count) => {
    button.hidden = !shown;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
  };
  return { button, update };
}
