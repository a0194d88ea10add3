/** Emoji by name and group. The list comes from the server with the first use. */

/**
 * @typedef {{ char: string, name: string, codes: string[], tones: string[] | null, group: number, words: string }} Emoji
 *   `codes` are its names between colons; `tones` the same in five skin tones, light to dark
 */

/** @type {Promise<Emoji[]> | null} */
let list = null;

/** All of them, in Unicode's order. @returns {Promise<Emoji[]>} */
export function loadEmoji() {
  const version = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="version"]'))?.content ?? "0";
  list ??= fetch(`/assets/${version}/emoji.json`)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error("emoji"))))
    .then((groups) => groups.flatMap((/** @type {any[]} */ group, /** @type {number} */ at) => group.map((one) => emoji(one, at))));
  // The next try may go well.
  list.catch(() => (list = null));
  return list;
}

/** @param {any} one @param {number} group @returns {Emoji} */
const emoji = ([char, name, codes, tones = null], group) => ({ char, name, codes, tones, group, words: ` ${name} ${codes.join(" ")}`.replaceAll("_", " ").toLowerCase() });

/** Those whose names have words that begin so, the best first. @param {Emoji[]} all @param {string} query */
export function findEmoji(all, query) {
  const asked = query.toLowerCase().replaceAll("_", " ").trim();
  const parts = asked.split(/\s+/).filter(Boolean);
  if (parts.length === 0) return [];
  const code = parts.join("_");
  const rank = (/** @type {Emoji} */ one) => (one.codes.includes(code) ? 0 : one.codes.some((c) => c.startsWith(code)) ? 1 : one.name.startsWith(asked) ? 2 : 3);
  const fits = all.filter((one) => one.char === query || parts.every((part) => one.words.includes(` ${part}`)));
  return fits.map((one, at) => ({ one, at, rank: rank(one) })).sort((a, b) => a.rank - b.rank || a.at - b.at).map(({ one }) => one);
}

const RECENT = "tertulia.emoji.recent";
const TONE = "tertulia.emoji.tone";
const KEPT = 27;

/** @returns {string[]} */
export function recentEmoji() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

/** @param {string} char */
export function usedEmoji(char) {
  localStorage.setItem(RECENT, JSON.stringify([char, ...recentEmoji().filter((one) => one !== char)].slice(0, KEPT)));
}

/** The chosen skin tone: 0 is none, 1 light to 5 dark. */
export const tone = () => Math.min(Math.max(Math.trunc(Number(localStorage.getItem(TONE)) || 0), 0), 5);

/** @param {number} to */
export const setTone = (to) => localStorage.setItem(TONE, String(to));

/** In the chosen skin tone. @param {Emoji} one */
export const toned = (one) => one.tones?.[tone() - 1] ?? one.char;
