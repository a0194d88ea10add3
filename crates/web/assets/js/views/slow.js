/** Slow mode at the composer: says how long one waits, and counts it down. */
import { h } from "../lib/dom.js";
import { waitMs } from "../lib/slow.js";
import { state } from "../lib/store.js";
import { l } from "../i18n/en-lines.js";

/** @param {number} chat @param {() => void} turned called when one may write again, or not any more */
export function slowMode(chat, turned) {
  const node = h("p.slow", { role: "timer", "data-testid": "slow", hidden: true });
  let waits = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const left = () => {
    const now = state.chats.get(chat);
    return now ? Math.max(waitMs(now), 0) : 0;
  };
  function update() {
    clearTimeout(timer);
    const wait = left();
    node.hidden = wait === 0;
    if (wait > 0) {
      const clock = l.clock(Math.ceil(wait / 1_000));
      const held = state.pending.some((one) => one.chatId === chat && one.state === "waiting");
      const text = held ? l.slowHeld(clock) : l.slowWait(clock);
      if (node.textContent !== text) node.textContent = text;
      // What stands in no page any more counts for nobody.
      if (node.isConnected || !waits) timer = setTimeout(update, Math.min(wait, wait % 1_000 || 1_000));
    }
    if (waits === wait > 0) return;
    waits = wait > 0;
    turned();
  }
  return { node, left, update };
}
