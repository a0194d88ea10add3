/** The texts of exports, fetched with them. */
import { count } from "./words.js";

export const e = {
  all: "Export everything",
  leadChat: (/** @type {string} */ name) => `What you see of “${name}”, as a file.`,
  leadAll: "What you see of all your chats, as one file.",
  allHint: "Your chats with what everybody wrote in them, as you see them: as a table or for programs.",
  format: "Format",
  /** @type {Record<string, [string, string]>} */
  formats: {
    csv: ["Table (CSV)", "For spreadsheets: from, to, message, time and reactions. Deleted messages are left out."],
    jsonl: ["JSON Lines", "For programs: all that is known of each message, and who came and went."],
  },
  others: "It holds what others wrote to you. Keep it as you keep their letters.",
  start: "Export",
  again: "Try again",
  starting: "Starting…",
  running: "Exporting…",
  rows: (/** @type {number} */ n) => (n === 1 ? "1 message" : `${count(n)} messages`),
  lines: (/** @type {number} */ n) => (n === 1 ? "1 line" : `${count(n)} lines`),
  soFar: (/** @type {string} */ count, /** @type {string} */ size) => `${count} · ${size} so far`,
  done: (/** @type {string} */ count, /** @type {string} */ size) => `Saved: ${count}, ${size}.`,
  handed: "Your browser is saving the file. You find it among its downloads.",
  broken: "The export broke off before it was whole, and nothing was saved. You may have lost your connection, or the chat.",
  enough: "You can export five times a day. Try again in some hours.",
};
