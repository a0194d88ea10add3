/** Choosing several messages: the bar with what one does with them. */
import { fill, h, icon, iconButton, toast } from "../lib/dom.js";
import { mayDelete } from "../lib/rights.js";
import { MOST_CHOSEN, chosenIn, endChoosing, startChoosing, turnChoice } from "../lib/selection.js";
import { nameOf } from "../lib/store.js";
import { dateTime, ms } from "../lib/time.js";
import { m } from "../i18n/en-message.js";
import { attempt, copy } from "./actions.js";

/** @typedef {import("../lib/store.js").Chat} Chat @typedef {import("../lib/store.js").Message} Message */

/** Those that are chosen and still there, from top to bottom. @param {Chat} chat @returns {Message[]} */
function chosen(chat) {
  const seqs = chosenIn(chat.id);
  return seqs ? chat.messages.filter((one) => seqs.has(one.seq) && !one.hidden) : [];
}

/** Several messages as one text: who, when, what. @param {Message[]} messages */
function textOf(messages) {
  if (messages.length === 1) return messages[0]?.text ?? "";
  return messages.map((one) => `${nameOf(one.sender_id)}, ${dateTime(ms(one.sent_at))}\n${one.text}`).join("\n\n");
}

/** Begins with one; the focus goes to its box. @param {number} chat @param {number} seq */
export function beginChoosing(chat, seq) {
  startChoosing(chat, seq);
  requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector(`[data-seq="${seq}"] .choose`))?.focus({ preventScroll: true }));
}

/** The bar in the place of the composer. @param {Chat} chat */
export function selectBar(chat) {
  const count = h("strong.select-count", { role: "status" });
  let now = chat;
  const withText = () => chosen(now).filter((one) => !one.deleted_at);
  const act = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {string} */ test, /** @type {() => void} */ go) =>
    h("button.select-act", { type: "button", "data-testid": test, onclick: go }, icon(sign), h("span", null, label));
  const copyAll = act("copy", m.copyShort, "select-copy", () => {
    void copy(textOf(withText()));
    endChoosing();
  });
  const forwardAll = act("forward", m.forwardShort, "select-forward", () => {
    const messages = withText();
    void attempt(import("./forward.js").then((view) => view.forward(messages, endChoosing)));
  });
  const deleteAll = act("bin", m.deleteShort, "select-delete", () => {
    const messages = chosen(now);
    const everyone = messages.every((one) => mayDelete(now, one.sender_id) && !one.deleted_at);
    void attempt(import("./message-dialogs.js").then((view) => view.ask(now.id, messages.map((one) => one.seq), everyone, endChoosing)));
  });
  const node = h("div.select-bar", { role: "toolbar", "aria-label": m.select, "data-testid": "select-bar", hidden: true }, iconButton("close", m.cancel, { "data-testid": "select-leave", onclick: endChoosing }), count, copyAll, forwardAll, deleteAll);
  const update = (/** @type {Chat} */ is) => {
    now = is;
    node.hidden = chosenIn(is.id) === null;
    if (node.hidden) return;
    const words = m.selected(chosen(is).length);
    if (count.textContent !== words) fill(count, words);
    deleteAll.disabled = chosen(is).length === 0 || is.removed;
    copyAll.disabled = forwardAll.disabled = withText().length === 0;
  };
  return { node, update };
}

/** The box beside a message. @param {number} chat @param {number} seq @param {number} sender */
export function choiceBox(chat, seq, sender) {
  const seqs = chosenIn(chat);
  if (!seqs) return null;
  return h("button.choose", { type: "button", role: "checkbox", "data-testid": "choose", "aria-checked": String(seqs.has(seq)), "aria-label": m.selectMessage(nameOf(sender)) }, icon("check"));
}

/** While one chooses, a press anywhere on a message turns it. @param {HTMLElement} within @param {() => number} chat */
export function choosable(within, chat) {
  within.addEventListener(
    "click",
    (event) => {
      if (!chosenIn(chat())) return;
      const node = event.target instanceof Element ? event.target.closest("[data-seq]") : null;
      const seq = Number(node?.getAttribute("data-seq"));
      if (!seq) return;
      event.preventDefault();
      event.stopPropagation();
      if (!turnChoice(seq)) toast(m.selectMost(MOST_CHOSEN));
    },
    true,
  );
}
