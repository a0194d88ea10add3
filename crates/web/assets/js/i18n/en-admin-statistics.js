/** The texts of the statistics. */
import { locale } from "./language.js";
import { count } from "./words.js";

const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
const weekdays = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** 4.2 MB @param {number} n */
function bytes(n) {
  const power = Math.min(units.length - 1, n < 1000 ? 0 : Math.floor(Math.log10(n) / 3));
  const value = n / 1000 ** power;
  return new Intl.NumberFormat(locale, { style: "unit", unit: units[power], maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** A day of the server, which is one in UTC. @param {string} day */
const day = (day) => days.format(Date.parse(`${day}T00:00:00Z`));

/** The same with the day of the week. @param {string} day */
const weekday = (day) => weekdays.format(Date.parse(`${day}T00:00:00Z`));

export const s = {
  count,
  bytes,
  day,
  weekday,
  range: "Which days",
  /** @type {Record<string, string>} */
  ranges: { 7: "7 days", 30: "30 days", 90: "90 days" },
  figures: "Now",
  people: "People",
  suspended: (/** @type {number} */ n) => (n === 0 ? "none suspended" : `${count(n)} suspended`),
  online: "Online now",
  onlineHint: "with a page or an app open",
  active: "Active in 24 hours",
  lately: (/** @type {number} */ week, /** @type {number} */ month) => `${count(week)} in 7 days, ${count(month)} in 30 days`,
  chats: "Chats",
  chatKinds: (/** @type {number} */ direct, /** @type {number} */ group) => `${count(direct)} direct, ${count(group)} ${group === 1 ? "group" : "groups"}`,
  messages: "Messages",
  messagesHint: "in all chats",
  storage: "Database",
  storageHint: "on disk",
  /** @type {Record<string, { title: string, sum: (n: number) => string, each: (n: number) => string }>} */
  charts: {
    messages: { title: "Messages per day", sum: (n) => `${count(n)} in all`, each: (n) => (n === 1 ? "1 message" : `${count(n)} messages`) },
    active: { title: "Active people per day", sum: (n) => `${count(n)} at most`, each: (n) => (n === 1 ? "1 person" : `${count(n)} people`) },
    registered: { title: "New accounts per day", sum: (n) => `${count(n)} in all`, each: (n) => (n === 1 ? "1 account" : `${count(n)} accounts`) },
  },
  ofDay: (/** @type {string} */ day, /** @type {string} */ what) => `${day}: ${what}`,
  dayHead: "Day",
  noneYet: "Nothing on these days.",
  utc: "Days are those of UTC; today is still going on.",
};
