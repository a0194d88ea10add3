/** The pinned messages of a chat, in a bar below its head: a press leads to one, and shows the next. */
import { fill, h, icon } from "../lib/dom.js";
import { loadPins } from "../lib/life.js";
import { m } from "../i18n/en-message.js";

/** @param {(seq: number) => void} jump */
export function pinBar(jump) {
  const text = h("span.pin-text", { dir: "auto" });
  const title = h("strong", null);
  let at = 0;
  let sign = "";
  /** @type {import("../lib/store.js").Message[]} */
  let pins = [];
  const go = () => {
    const pin = pins[at];
    if (!pin) return;
    jump(pin.seq);
    at = (at + 1) % pins.length;
    sign = "";
    show();
  };
  const node = h("button.pin-bar", { type: "button", "data-testid": "pins", hidden: true, onclick: go }, icon("pin"), h("span.pin-lines", null, title, text));
  const show = () => {
    const now = `${at}|${pins.map((one) => `${one.seq}:${one.rev}`).join()}`;
    if (now === sign) return;
    sign = now;
    node.hidden = pins.length === 0;
    const pin = pins[at];
    fill(title, pins.length > 1 ? m.pinnedOf(at + 1, pins.length) : m.pinned);
    fill(text, (pin?.text ?? "").slice(0, 200));
  };
  const update = (/** @type {import("../lib/store.js").Chat} */ chat) => {
    if (!chat.pins && !chat.removed) {
      chat.pins = [];
      void loadPins(chat);
    }
    pins = chat.pins ?? [];
    if (at >= pins.length) at = 0;
    show();
  };
  return { node, update };
}
