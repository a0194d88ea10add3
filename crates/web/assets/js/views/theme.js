/** Light, dark, or like the system. */

/** @returns {"system" | "light" | "dark"} */
export function theme() {
  const kept = localStorage.getItem("tertulia.theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** `early.js` does the same before the first paint. */
export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}

/** @param {string} choice */
export function setTheme(choice) {
  localStorage.setItem("tertulia.theme", choice);
  applyTheme();
}
