/** What one can do with a message. */
import { h, icon, toast } from "../lib/dom.js";
import { pin, react } from "../lib/deeds.js";
import { openMenu } from "../lib/menu.js";
import { mayDelete, mayEdit, mayPin, mayWrite } from "../lib/rights.js";
import { send } from "../lib/outbox.js";
import { state } from "../lib/store.js";
import { exact } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { k } from "../i18n/en-kept.js";
import { QUICK, m } from "../i18n/en-message.js";
import { startEdit, startReply } from "./composer.js";
import { beginChoosing } from "./select.js";

/** @typedef {import("./messages.js").Line} Line @typedef {import("../lib/store.js").Chat} Chat */

/** @param {string} text @param {string} [done] */
export async function copy(text, done = t.copied) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast(t.notCopied);
  }
}

/** @param {Promise<any>} doing */
export const attempt = (doing) => doing.catch((error) => toast(error.message ?? t.wrong));

/** Telling the administrators. @param {Line} line */
async function tell(line) {
  const { report } = await import("./report.js");
  if (state.current !== null) report({ chat_id: state.current, seq: line.seq, text: line.text, sender: line.sender });
}

/** @param {Line} line */
export const reply = (line) => startReply({ seq: line.seq, sender_id: line.sender, text: [...line.text].slice(0, 200).join(""), deleted: false });

/** Choosing any emoji for a message. @param {Chat} chat @param {Line} line @param {DOMRect} place */
export async function reactTo(chat, line, place) {
  const { pickEmoji } = await import("./emoji.js");
  pickEmoji(place, (emoji) => void attempt(react(chat.id, line.seq, emoji, true)));
}

/** The reactions that are at hand. @param {Chat} chat @param {Line} line @param {DOMRect} place */
function quick(chat, line, place) {
  const mine = new Set(line.reactions?.filter((one) => one.me).map((one) => one.emoji));
  const shut = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.currentTarget).closest(/** @type {any} */ ("[popover]"))?.hidePopover();
  const button = (/** @type {string} */ emoji) => {
    const act = (/** @type {MouseEvent} */ event) => {
      shut(event);
      void attempt(react(chat.id, line.seq, emoji, !mine.has(emoji)));
    };
    return h("button", { type: "button", "data-testid": "quick-reaction", "aria-pressed": String(mine.has(emoji)), "aria-label": m.reactWith(emoji), onclick: act }, emoji);
  };
  const more = (/** @type {MouseEvent} */ event) => {
    shut(event);
    void attempt(reactTo(chat, line, place));
  };
  return h("div.quick", { role: "group", "aria-label": m.react }, QUICK.map(button), h("button.quick-more", { type: "button", "data-testid": "more-emoji", "aria-label": m.moreEmoji, title: m.moreEmoji, onclick: more }, icon("plus")));
}

/** Puts a copy where one keeps messages. @param {string} text */
async function save(text) {
  const { savedChat } = await import("./newchat.js");
  send(await savedChat(), text);
  toast(k.savedIt);
}

/** The address of a message. @param {number} chat @param {number} seq */
const linkTo = (chat, seq) => `${location.origin}/c/${chat}?seq=${seq}`;

/** @param {Line} line @param {DOMRect} place */
export function messageMenu(line, place) {
  const chat = state.chats.get(state.current ?? 0);
  if (!chat || line.seq === 0) return;
  const own = line.sender === state.me.id;
  const writes = mayWrite(chat);
  const dialogs = (/** @type {(view: typeof import("./message-dialogs.js")) => any} */ open) => () => void attempt(import("./message-dialogs.js").then(open));
  const forward = () => void attempt(import("./forward.js").then((view) => view.forward([{ text: line.text, sender_id: line.sender }])));
  /** @type {(import("../lib/menu.js").Item | false | undefined)[]} */
  const items = [
    writes && { icon: "reply", label: m.reply, test: "reply", act: () => reply(line) },
    mayEdit(chat, line) && { icon: "pen", label: m.edit, test: "edit", act: () => startEdit(line.seq, line.text) },
    { icon: "copy", label: t.copyText, test: "copy-text", act: () => void copy(line.text) },
    { icon: "forward", label: m.forward, test: "forward-message", act: forward },
    chat.kind !== "saved" && { icon: "bookmark", label: k.save, test: "save-message", act: () => void attempt(save(line.text)) },
    { icon: "link", label: m.copyLink, test: "copy-link", act: () => void copy(linkTo(chat.id, line.seq), m.linkCopied) },
    mayPin(chat) && { icon: "pin", label: line.pinned ? m.unpin : m.pin, test: "pin", act: () => void attempt(pin(chat.id, line.seq, !line.pinned)) },
    own && { icon: "ticks", label: m.readers, test: "readers", act: dialogs((view) => view.readers(chat.id, line.seq)) },
    (line.reactions?.length ?? 0) > 0 && { icon: "smile", label: m.reactions, test: "reacted", act: dialogs((view) => view.reacted(chat.id, line.seq)) },
    Boolean(line.edited) && { icon: "history", label: m.history, test: "versions-of", act: dialogs((view) => view.versions(chat.id, line.seq)) },
  ];
  /** @type {typeof items} */
  const always = [
    { icon: "check", label: m.select, test: "select", act: () => beginChoosing(chat.id, line.seq) },
    !own && !line.gone && !chat.removed && { icon: "flag", label: t.reportMessage, test: "report-message", act: () => void attempt(tell(line)) },
    !chat.removed && { icon: "bin", label: m.delete, test: "delete", bad: true, act: dialogs((view) => view.ask(chat.id, [line.seq], mayDelete(chat, line.sender) && !line.gone)) },
  ];
  const shown = [...(line.gone ? [] : items), ...always].filter((one) => Boolean(one)).map((one) => /** @type {any} */ (one));
  openMenu(place, t.messageActions, shown, writes && !line.gone ? quick(chat, line, place) : null);
}

/** What completes the buttons beside a bubble. @type {WeakMap<Element, () => void>} */
const waiting = new WeakMap();

/** Completes what only shows itself under a pointer or with the focus when one comes there: most messages are scrolled past. @param {HTMLElement} days */
export function nearing(days) {
  const near = (/** @type {Event} */ event) => {
    const node = /** @type {Element} */ (event.target).closest(".message")?.querySelector(".tools");
    const complete = node && waiting.get(node);
    if (!complete) return;
    waiting.delete(node);
    complete();
  };
  days.addEventListener("pointerover", near, { passive: true });
  days.addEventListener("focusin", near);
}

/** The buttons beside a bubble; the arrow keys lead to the one that opens the menu. @param {Line} line */
export function tools(line) {
  const chat = state.chats.get(state.current ?? 0);
  const at = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const button = (/** @type {string} */ label, /** @type {any} */ props, /** @type {any} */ sign) => h("button.tool", { type: "button", tabindex: -1, "aria-label": label, ...props }, sign);
  const more = button(t.messageActions, { class: "tool more", "data-testid": "message-menu", "aria-haspopup": "menu", onclick: (/** @type {Event} */ e) => messageMenu(line, at(e)) }, null);
  const node = h("span.tools", null, more);
  waiting.set(node, () => {
    more.append(icon("more"));
    const writes = chat && mayWrite(chat) && !line.gone;
    if (writes) node.append(button(m.react, { class: "tool quick-tool", "data-testid": "react", onclick: (/** @type {Event} */ e) => void attempt(reactTo(chat, line, at(e))) }, icon("smile")));
    if (writes) node.append(button(m.reply, { class: "tool quick-tool", "data-testid": "reply-tool", onclick: () => reply(line) }, icon("reply")));
    for (const one of node.children) one.title = one.getAttribute("aria-label");
    const time = node.closest(".bubble")?.querySelector("time");
    if (time) time.title = exact(line.at);
  });
  return node;
}
