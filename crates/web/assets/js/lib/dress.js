/** Styles that come with the first look at what needs them. */
import { h } from "./dom.js";

/** @param {string} name of a file in `css/` */
export function dress(name) {
  const own = /** @type {HTMLLinkElement} */ (document.querySelector('link[href$="/css/main.css"]'));
  const href = own.href.replace("main.css", `${name}.css`);
  if (![...document.styleSheets].some((sheet) => sheet.href === href)) document.head.append(h("link", { rel: "stylesheet", href }));
}
