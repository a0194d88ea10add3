/** Which messages are chosen, in the chat where one is choosing. */
import { changed } from "./store.js";

export const MOST_CHOSEN = 100;

/** @type {{ chat: number, seqs: Set<number> } | null} */
let choice = null;

/** The chosen places of a chat, or null when one isn't choosing there. @param {number} chat */
export const chosenIn = (chat) => (choice?.chat === chat ? choice.seqs : null);

/** @param {number} chat @param {number} seq */
export function startChoosing(chat, seq) {
  choice = { chat, seqs: new Set([seq]) };
  changed();
}

export function endChoosing() {
  if (!choice) return false;
  choice = null;
  changed();
  return true;
}

/** Chooses one, or no longer; false when there are enough. @param {number} seq */
export function turnChoice(seq) {
  if (!choice) return true;
  if (!choice.seqs.delete(seq)) {
    if (choice.seqs.size >= MOST_CHOSEN) return false;
    choice.seqs.add(seq);
  }
  changed();
  return true;
}
