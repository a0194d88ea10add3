/** Where one goes after signing in: to one of our own pages, and nowhere else. */

const KEPT = "tertulia.next";
const DAY_MS = 86_400_000;

/** Chats, codes of groups, the administration: by what they look like, not by what they don't. */
const OURS = /^\/(?:c\/\d{1,16}|g\/[A-Za-z0-9-]{1,40}|admin(?:\/[a-z]{1,20})?)$/;

/** @param {string | null | undefined} path */
export const isOurs = (path) => typeof path === "string" && OURS.test(path);

/** The path as part of an address of the pages before the app. @param {string} path */
export const asking = (path) => (isOurs(path) ? `next=${path}` : "");

/** What the address of this page says. */
function wanted() {
  const path = new URLSearchParams(location.search).get("next");
  return isOurs(path) ? /** @type {string} */ (path) : "";
}

/** Keeps it while a letter is on its way, which opens a page of its own. */
export function keepNext() {
  const path = wanted();
  if (path) localStorage.setItem(KEPT, JSON.stringify({ path, at: Date.now() }));
}

/** Where to go now. */
export function takeNext() {
  const path = wanted();
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    localStorage.removeItem(KEPT);
    if (!path && kept && Date.now() - kept.at < DAY_MS && isOurs(kept.path)) return kept.path;
  } catch {
    localStorage.removeItem(KEPT);
  }
  return path || "/";
}

/** Logging in and signing up lead to each other; both keep where one was going. */
export function passOn() {
  const path = wanted();
  if (!path) return;
  for (const link of document.querySelectorAll('a[href="/login"], a[href="/register"]')) link.setAttribute("href", `${link.getAttribute("href")}?${asking(path)}`);
}
