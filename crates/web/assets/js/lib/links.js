/** Which addresses become links, and where one ends in a text. */

const LONGEST = 2_048;
const SCHEMES = ["https://", "http://", "mailto:"];
/** What ends an address. */
const ENDS = /[\s<>"`\u0000-\u001f]/;
/** Marks behind an address that belong to the sentence. */
const TAIL = ".,;:!?'*_~]}\u2026\u00bb\u201d\u2019";

/** The address as it is opened, or "" for what is none of ours. @param {string} address */
export function safeLink(address) {
  const text = address.trim();
  if (text.length > LONGEST || ENDS.test(text) || !SCHEMES.some((scheme) => startsWith(text, 0, scheme))) return "";
  try {
    const url = new URL(text);
    if (url.protocol === "mailto:") return /^[^@?]+@[^@?]+/.test(url.pathname) ? url.href : "";
    const web = url.protocol === "https:" || url.protocol === "http:";
    return web && url.hostname !== "" && !isMixed(text) ? url.href : "";
  } catch {
    return "";
  }
}

/** Letters of two scripts in one word of the host look like another host. @param {string} address */
function isMixed(address) {
  const host = address.slice(address.indexOf("//") + 2).split(/[/?#]/, 1)[0] ?? "";
  return host.split(".").some((label) => /\p{Script=Latin}/u.test(label) && /(?!\p{Script=Latin})\p{L}/u.test(label));
}

/** @param {string} text @param {number} at @param {string} scheme */
const startsWith = (text, at, scheme) => text.slice(at, at + scheme.length).toLowerCase() === scheme;

/**
 * An address that begins here, and where it ends. Without `href` it is none, and nothing up to its end is:
 * so no place is looked at twice.
 *
 * @param {string} text @param {number} at @returns {{ end: number, href: string } | null}
 */
export function linkAt(text, at) {
  const scheme = SCHEMES.find((one) => startsWith(text, at, one));
  if (!scheme) return null;
  let end = at + scheme.length;
  let depth = 0;
  for (; end < text.length; end += 1) {
    const c = text[end] ?? "";
    // `](` ends the words of a link that began before.
    if (ENDS.test(c) || (c === "]" && text[end + 1] === "(")) break;
    if (c === "(") depth += 1;
    if (c === ")") depth -= 1;
    // A bracket that the address didn't open ends it.
    if (depth < 0) break;
  }
  const whole = end;
  while (end > at + scheme.length && (TAIL.includes(text[end - 1] ?? "") || (depth > 0 && text[end - 1] === "("))) end -= 1;
  const href = safeLink(text.slice(at, end));
  return href ? { end, href } : { end: whole, href: "" };
}

/** Whether the words of a link pretend to lead elsewhere than it does. @param {string} words @param {string} href */
export function pretends(words, href) {
  const said = words.trim().toLowerCase();
  if (!/[.:/@]/.test(said) || /\s/.test(said)) return false;
  const host = href.startsWith("mailto:") ? href.slice(7) : new URL(href).host;
  const rest = said.replace(/^(https?:\/\/|mailto:)/, "");
  return !(rest === host || rest.startsWith(`${host}/`) || rest === host.replace(/^www\./, ""));
}
