/** What one can do with a message. */
import { h, icon, toast } from "../lib/dom.js";
import { may } from "../lib/group.js";
import { pin, react } from "../lib/life.js";
import { openMenu } from "../lib/menu.js";
import { state } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { QUICK, m } from "../i18n/en-message.js";
import { startEdit, startReply } from "./composer.js";

/** @typedef {import("./messages.js").Line} Line */

/** @param {string} text @param {string} done */
async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast(t.notCopied);
  }
}

/** @param {Promise<any>} doing */
const attempt = (doing) => doing.catch((error) => toast(error.message ?? t.wrong));

/** Telling the administrators. @param {Line} line */
async function tell(line) {
  const { report } = await import("./report.js");
  if (state.current !== null) report({ chat_id: state.current, seq: line.seq, text: line.text, sender: line.sender });
}

/** The reactions that are at hand. @param {number} chat @param {Line} line */
function quick(chat, line) {
  const mine = new Set(line.reactions?.filter((one) => one.me).map((one) => one.emoji));
  const button = (/** @type {string} */ emoji) => {
    const act = (/** @type {MouseEvent} */ event) => {
      /** @type {HTMLElement} */ (event.currentTarget).closest(/** @type {any} */ ("[popover]"))?.hidePopover();
      void attempt(react(chat, line.seq, emoji, !mine.has(emoji)));
    };
    return h("button", { type: "button", "data-testid": "quick-reaction", "aria-pressed": String(mine.has(emoji)), "aria-label": m.reactWith(emoji), onclick: act }, emoji);
  };
  return h("div.quick", { role: "group", "aria-label": m.react }, QUICK.map(button));
}

/** Whether a message may still be edited by this person. @param {Line} line */
function editable(line) {
  const window = state.limits.edit_window_s ?? 900;
  return line.sender === state.me.id && (window < 0 || Date.now() - line.at < window * 1_000);
}

/** @param {Line} line @param {DOMRect} place */
export function messageMenu(line, place) {
  const chat = state.chats.get(state.current ?? 0);
  if (!chat || line.gone) return;
  const own = line.sender === state.me.id;
  const dialogs = (/** @type {(view: typeof import("./message-dialogs.js")) => any} */ open) => () => void attempt(import("./message-dialogs.js").then(open));
  const writes = may(chat, "write");
  const head = chat.role !== "member" && chat.kind === "group";
  /** @type {(import("../lib/menu.js").Item | false | undefined)[]} */
  const items = [
    writes && { icon: "reply", label: m.reply, test: "reply", act: () => startReply({ seq: line.seq, sender_id: line.sender, text: line.text.slice(0, 200), deleted: false }) },
    writes && editable(line) && { icon: "pen", label: m.edit, test: "edit", act: () => startEdit(line.seq, line.text) },
    { icon: "copy", label: t.copyText, test: "copy-text", act: () => void copy(line.text, t.copied) },
    may(chat, "pin") && { icon: "pin", label: line.pinned ? m.unpin : m.pin, test: "pin", act: () => void attempt(pin(chat.id, line.seq, !line.pinned)) },
    own && { icon: "ticks", label: m.readers, test: "readers", act: dialogs((view) => view.readers(chat.id, line.seq)) },
    (line.reactions?.length ?? 0) > 0 && { icon: "smile", label: m.reactions, test: "reacted", act: dialogs((view) => view.reacted(chat.id, line.seq)) },
    !own && { icon: "flag", label: t.reportMessage, test: "report-message", act: () => void attempt(tell(line)) },
    { icon: "bin", label: m.delete, test: "delete", bad: true, act: dialogs((view) => view.ask(chat.id, line.seq, own || head)) },
  ];
  openMenu(place, t.messageActions, items.filter((one) => Boolean(one)).map((one) => /** @type {any} */ (one)), writes ? quick(chat.id, line) : null);
}

/** The button beside a bubble that opens them; the arrow keys lead to it. @param {Line} line */
export function moreButton(line) {
  const open = (/** @type {MouseEvent} */ event) => messageMenu(line, /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect());
  return h("button.more", { type: "button", tabindex: -1, "data-testid": "message-menu", "aria-haspopup": "menu", "aria-label": t.messageActions, title: t.messageActions, onclick: open }, icon("more"));
}

