/** Which language the client speaks. The English catalogues are filled with its texts before anything is drawn. */

/** The languages with catalogues of their own, each called as its speakers call it. @type {Record<string, string>} */
export const LANGUAGES = { en: "English", es: "Español" };

/** The catalogues: `en.js`, `en-admin.js` and so on, and the same of each other language. */
const AREAS = ["", "-admin", "-admin-statistics", "-entry", "-export", "-groups", "-invite", "-kept", "-letter", "-lines", "-message", "-notices", "-report", "-search", "-settings"];

/** Scripts written from right to left (ISO 15924). */
const FROM_RIGHT = new Set(["Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"]);

const KEY = "tertulia.language";
/** Where the service worker finds it, which has no local storage. */
const SHARED = ["tertulia-page", "/language"];

/** `es` of `es-MX`. @param {string} tag */
const base = (tag) => tag.toLowerCase().split("-")[0] ?? "";
const known = (/** @type {string} */ tag) => Object.hasOwn(LANGUAGES, base(tag));

/** The account's language as this device knows it; empty for that of the browser. */
export const chosen = () => localStorage.getItem(KEY) ?? "";

/** The tag to speak by: the account's if there is a catalogue, else the browser's first with one, else English. */
const wanted = () => [chosen(), ...navigator.languages].find(known) ?? "en";

/** The language of this page, as a key of `LANGUAGES`. */
export const language = base(wanted());

/** The tag for `Intl`: with the region that the browser names, or else with its way to count hours. */
export const locale = (() => {
  const tag = [chosen(), ...navigator.languages].find((one) => base(one) === language && one.includes("-"));
  const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
  try {
    return new Intl.Locale(tag ?? language, tag ? {} : { hourCycle }).toString();
  } catch {
    return language;
  }
})();

/** Keeps what the account says. Answers whether the page has to be loaded anew to speak it. @param {string | null | undefined} tag */
export function choose(tag) {
  if (tag) localStorage.setItem(KEY, tag);
  else localStorage.removeItem(KEY);
  return base(wanted()) !== language;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isTree = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Puts a catalogue's texts in the place of the English ones. What it lacks, and what has another form
 * there (a list with an entry more, say), stays English.
 *
 * @param {Record<string, unknown>} english
 * @param {Record<string, unknown>} theirs
 */
export function adopt(english, theirs) {
  for (const [key, text] of Object.entries(theirs)) {
    const now = english[key];
    if (isTree(now) && isTree(text)) adopt(now, text);
    else if (Array.isArray(now) ? Array.isArray(text) && text.length === now.length : typeof text === typeof now) english[key] = text;
  }
}

/** @param {string} area */
async function translate(area) {
  const [english, theirs] = await Promise.all([import(`./en${area}.js`), import(`./${language}${area}.js`)]);
  for (const [name, texts] of Object.entries(theirs)) if (isTree(english[name])) adopt(english[name], texts);
}

/** Whether the page is read from right to left. */
export const fromRight = FROM_RIGHT.has(new Intl.Locale(locale).maximize().script ?? "");

/** Tells the service worker, so that a push to closed pages speaks like them. */
async function share() {
  const [name, path] = SHARED;
  if (name && path && "caches" in self) await (await caches.open(name)).put(path, new Response(language));
}

/** Fills the catalogues; one that can't be had stays English. */
export async function speak() {
  document.documentElement.lang = language;
  document.documentElement.dir = fromRight ? "rtl" : "ltr";
  void share().catch(() => {});
  if (language !== "en") await Promise.allSettled(AREAS.map(translate));
}
