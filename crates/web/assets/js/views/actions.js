/** What one can do with a message. */
import { h, icon, toast } from "../lib/dom.js";
import { openMenu } from "../lib/menu.js";
import { state } from "../lib/store.js";
import { t } from "../i18n/en.js";

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

/** Telling the administrators. @param {Line} line */
async function tell(line) {
  const { report } = await import("./report.js");
  if (state.current !== null) report({ chat_id: state.current, seq: line.seq, text: line.text, sender: line.sender });
}

/** @param {Line} line @param {DOMRect} place */
export function messageMenu(line, place) {
  /** @type {import("../lib/menu.js").Item[]} */
  const items = [{ icon: "copy", label: t.copyText, test: "copy-text", act: () => void copy(line.text, t.copied) }];
  if (line.sender !== state.me.id) items.push({ icon: "flag", label: t.reportMessage, test: "report-message", act: () => void tell(line).catch(() => toast(t.wrong)) });
  openMenu(place, t.messageActions, items);
}

/** The button beside a bubble that opens them; the arrow keys lead to it. @param {Line} line */
export function moreButton(line) {
  const open = (/** @type {MouseEvent} */ event) => messageMenu(line, /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect());
  return h("button.more", { type: "button", tabindex: -1, "data-testid": "message-menu", "aria-haspopup": "menu", "aria-label": t.messageActions, title: t.messageActions, onclick: open }, icon("more"));
}
