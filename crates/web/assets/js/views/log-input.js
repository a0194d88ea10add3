/** What pointers, fingers and keys do in a conversation. */
import { onLongPress } from "../lib/menu.js";
import { mayWrite } from "../lib/rights.js";
import { messageMenu, nearing, reply } from "./actions.js";
import { walk } from "./message-keys.js";
import { lines } from "./messages.js";
import { choosable } from "./select.js";
import { onSwipe } from "./swipe.js";

/** @param {import("./log.js").Log} log */
export function listen(log) {
  const days = log.days.node;
  const lineOf = (/** @type {number} */ seq) => (seq > 0 ? lines(log.held, log.shown()).find((one) => one.kind === "message" && one.seq === seq) : undefined);
  nearing(days);
  choosable(days, () => log.chat.id);
  log.node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => walk(event, days, lineOf));
  onLongPress(days, ".bubble", (bubble, place) => {
    const line = lineOf(Number(bubble.closest("[data-seq]")?.getAttribute("data-seq")));
    if (line && !bubble.classList.contains("folded") && !bubble.closest(".choosing")) messageMenu(line, place);
  });
  onSwipe(days, (seq) => {
    const line = lineOf(seq);
    return line && !line.gone && mayWrite(log.chat) ? () => reply(line) : null;
  });
}
