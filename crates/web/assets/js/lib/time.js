/** Times as people say them. */
import { t } from "../i18n/en.js";
import { locale } from "../i18n/language.js";

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
const weekdayLong = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const dayMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dateYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(locale);

/** @param {string | number} at */
export const ms = (at) => (typeof at === "number" ? at : Date.parse(at));

/** Days between two times by the calendar. @param {number} a @param {number} b */
function days(a, b) {
  const day = (/** @type {number} */ x) => {
    const d = new Date(x);
    return Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 86_400_000;
  };
  return day(b) - day(a);
}

/** 14:05 @param {number} at */
export const time = (at) => clock.format(at);
/** Everything. @param {number} at */
export const exact = (at) => full.format(at);
/** The calendar's day, as a key. @param {number} at */
export const dayKey = (at) => new Date(at).toDateString();

/** For lists: the time today, then the weekday, then the date. @param {number} at */
export function short(at) {
  const gone = days(at, Date.now());
  if (gone <= 0) return clock.format(at);
  if (gone === 1) return t.yesterday;
  if (gone < 7) return weekday.format(at);
  return (new Date(at).getFullYear() === new Date().getFullYear() ? dayMonth : dateYear).format(at);
}

/** For separators. @param {number} at */
export function day(at) {
  const gone = days(at, Date.now());
  if (gone <= 0) return t.today;
  if (gone === 1) return t.yesterday;
  return new Date(at).getFullYear() === new Date().getFullYear() ? weekdayLong.format(at) : dateYear.format(at);
}

/** Day and time, in the middle of a sentence. @param {number} at */
export const dateTime = (at) => (days(at, Date.now()) === 0 ? clock.format(at) : `${short(at)} ${clock.format(at)}`);

/** When something ends: the time of today, else the day and the time. @param {number} at */
export function deadline(at) {
  if (days(Date.now(), at) === 0) return clock.format(at);
  return `${(new Date(at).getFullYear() === new Date().getFullYear() ? dayMonth : dateYear).format(at)}, ${clock.format(at)}`;
}

/** The day, in the middle of a sentence. @param {number} at */
export const date = (at) => dateYear.format(at);

/** How long ago. @param {number} at */
export function ago(at) {
  const minutes = Math.floor((Date.now() - at) / 60_000);
  if (minutes < 1) return t.now;
  if (minutes < 60) return relative.format(-minutes, "minute");
  const gone = days(at, Date.now());
  if (gone <= 0) return t.at(clock.format(at));
  if (gone === 1) return t.yesterdayAt(clock.format(at));
  return short(at);
}
