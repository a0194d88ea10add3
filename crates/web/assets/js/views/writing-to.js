/** The bar above the composer: what one answers or edits. */
import { fill, h, icon, iconButton } from "../lib/dom.js";
import { m } from "../i18n/en-message.js";

/** @param {() => void} leave */
export function writingTo(leave) {
  const node = h("div.writing-to", { "data-testid": "writing-to", hidden: true });
  return {
    node,
    show: (/** @type {string} */ sign, /** @type {string} */ title, /** @type {string} */ text) => {
      node.hidden = false;
      fill(node, icon(sign), h("span", { dir: "auto" }, h("strong", null, title), h("small", null, text)), iconButton("close", m.cancel, { "data-testid": "writing-to-leave", onclick: leave }));
    },
    hide: () => {
      node.hidden = true;
    },
  };
}
