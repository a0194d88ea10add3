/** The pinned messages of a chat, in a bar below its head: a press leads to one, and shows the next. */
import { fill, h, icon, iconButton, showDialog } from "../lib/dom.js";
import { loadPins, pin } from "../lib/deeds.js";
import { firstWords } from "../lib/rich.js";
import { mayPin } from "../lib/rights.js";
import { nameOf, state, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { dateTime, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { attempt } from "./actions.js";

/** @typedef {import("../lib/store.js").Chat} Chat @typedef {import("../lib/store.js").Message} Message */

/** @param {(seq: number) => void} jump */
export function pinBar(jump) {
  const text = h("span.pin-text", { dir: "auto" });
  const title = h("strong", null);
  let chat = 0;
  let at = 0;
  let sign = "";
  let asked = false;
  /** @type {Message[]} */
  let pins = [];
  const go = () => {
    const pin = pins[at];
    if (!pin) return;
    jump(pin.seq);
    at = (at + 1) % pins.length;
    show();
  };
  const one = h("button.pin-one", { type: "button", "data-testid": "pins", onclick: go }, icon("pin"), h("span.pin-lines", null, title, text));
  const all = iconButton("list", m.allPins, { "data-testid": "all-pins", onclick: () => pinList(chat, jump) });
  const node = h("div.pin-bar", { hidden: true }, one, all);
  const show = () => {
    const now = `${at}|${pins.map((one) => `${one.seq}:${one.rev}`).join()}`;
    if (now === sign) return;
    sign = now;
    node.hidden = pins.length === 0;
    const pin = pins[at];
    fill(title, pins.length > 1 ? m.pinnedOf(at + 1, pins.length) : m.pinned);
    fill(text, pin ? firstWords(pin) : "");
  };
  const update = (/** @type {Chat} */ is) => {
    chat = is.id;
    if (!is.pins && !is.removed && !asked && state.connection === "live") {
      asked = true;
      // Without them the bar stays as it was; the next change asks again.
      loadPins(is).catch(() => {}).finally(() => (asked = false));
    }
    pins = is.pins ?? pins;
    if (at >= pins.length) at = 0;
    show();
  };
  return { node, update };
}

/** All of them. @param {number} id @param {(seq: number) => void} jump */
function pinList(id, jump) {
  const list = h("ul", { "aria-label": m.pins });
  const draw = () => {
    const chat = state.chats.get(id);
    const pins = chat?.pins ?? [];
    if (chat?.pins && pins.length === 0) dialog.close();
    fill(list, pins.map((one) => row(one, Boolean(chat && mayPin(chat)))));
  };
  const row = (/** @type {Message} */ one, /** @type {boolean} */ may) => {
    const go = () => {
      dialog.close();
      jump(one.seq);
    };
    const note = one.pinned_by && one.pinned_at ? m.pinnedBy(nameOf(one.pinned_by), dateTime(ms(one.pinned_at))) : "";
    return h(
      "li.pinned",
      null,
      h("button.row", { type: "button", "data-testid": "pinned", onclick: go }, avatar(one.sender_id, nameOf(one.sender_id), { size: "medium" }), h("span.row-lines", null, h("strong", { dir: "auto" }, nameOf(one.sender_id)), h("span.pinned-text", { dir: "auto" }, firstWords(one)), h("small", null, note))),
      may ? iconButton("close", m.unpin, { "data-testid": "unpin", onclick: () => attempt(pin(id, one.seq, false)) }) : null,
    );
  };
  const dialog = h(
    "dialog.tall",
    { "aria-label": m.pins, "data-testid": "pin-list" },
    h("header.dialog-head", null, h("h2", null, m.pins), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-body", null, list),
  );
  dialog.addEventListener("close", watch(draw));
  draw();
  showDialog(dialog);
}
