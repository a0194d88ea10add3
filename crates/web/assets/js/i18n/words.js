/** Numbers and lists in the page's language. */
import { locale } from "./language.js";

const number = new Intl.NumberFormat(locale);
const rules = new Intl.PluralRules(locale);
const all = new Intl.ListFormat(locale, { type: "conjunction" });

/** 12,345 @param {number} n */
export const count = (n) => number.format(n);

/**
 * The form that goes with a number (`one`, `few`, `many` … of CLDR); `other` for forms that aren't given.
 *
 * @param {number} n
 * @param {Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }} forms
 */
export const plural = (n, forms) => forms[rules.select(n)] ?? forms.other;

/** Ana, Ben and Carla @param {string[]} names */
export const list = (names) => all.format(names);
