/** Small charts of days, drawn as SVG. */
import { h } from "../lib/dom.js";
import { s } from "../i18n/en-admin-statistics.js";

/** @typedef {{ day: string, messages: number, registered: number, active: number }} Day */
/** @typedef {"messages" | "active" | "registered"} What */

/** @param {string} name @param {Record<string, string | number>} props @param {...Node} children */
function draw(name, props, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/** The end of the scale: the least of 2, 4, 10, 20, 40, 100 … that all values are within. @param {number} most */
function ceiling(most) {
  for (let power = 1; ; power *= 10) {
    for (const step of [2, 4, 10]) if (step * power >= most) return step * power;
  }
}

/** @param {number} value */
const percent = (value) => `${value.toFixed(3)}%`;

/** What the pointer finds over a day, from top to bottom. @param {number} index @param {number} count @param {string} words */
function column(index, count, words) {
  const title = draw("title", {});
  title.textContent = words;
  return draw("g", { class: "chart-day" }, title, draw("rect", { class: "chart-hit", x: percent((index / count) * 100), y: 0, width: percent(100 / count), height: "100%" }));
}

/** A bar per day. @param {number[]} values @param {number} top @param {(index: number) => string} words */
function bars(values, top, words) {
  const width = 100 / values.length;
  return values.map((value, index) => {
    const day = column(index, values.length, words(index));
    const height = (value / top) * 100;
    // A day with anything at all shows.
    if (value > 0) day.append(draw("rect", { class: "chart-bar", x: percent((index + 0.14) * width), y: percent(Math.min(100 - height, 98)), width: percent(0.72 * width), height: percent(Math.max(height, 2)), rx: values.length > 40 ? 1 : 3 }));
    return day;
  });
}

/** A line over the days. @param {number[]} values @param {number} top @param {(index: number) => string} words */
function line(values, top, words) {
  const x = (/** @type {number} */ index) => ((index + 0.5) / values.length) * 100;
  const y = (/** @type {number} */ value) => 100 - (value / top) * 100;
  const points = values.map((value, index) => `${x(index).toFixed(2)},${y(value).toFixed(2)}`);
  const area = [`${x(0).toFixed(2)},100`, ...points, `${x(values.length - 1).toFixed(2)},100`];
  const curve = draw(
    "svg",
    { viewBox: "0 0 100 100", preserveAspectRatio: "none", width: "100%", height: "100%", class: "chart-curve" },
    draw("polygon", { class: "chart-area", points: area.join(" ") }),
    draw("polyline", { class: "chart-line", points: points.join(" "), "vector-effect": "non-scaling-stroke" }),
  );
  const days = values.map((value, index) => {
    const day = column(index, values.length, words(index));
    day.append(draw("circle", { class: "chart-dot", cx: percent(x(index)), cy: percent(y(value)), r: values.length > 14 ? 3 : 4 }));
    return day;
  });
  return [curve, ...days];
}

/** The same for those who don't see it. @param {string} title @param {Day[]} days @param {What} what */
function table(title, days, what) {
  const row = (/** @type {Day} */ one) => h("tr", null, h("th", { scope: "row" }, s.weekday(one.day)), h("td", null, s.count(one[what])));
  return h("div.hidden", null, h("table", null, h("caption", null, title), h("thead", null, h("tr", null, h("th", { scope: "col" }, s.dayHead), h("th", { scope: "col" }, title))), h("tbody", null, days.map(row))));
}

/** A chart of one figure. @param {Day[]} days @param {What} what @param {"bars" | "line"} shape */
export function chart(days, what, shape) {
  const text = s.charts[what];
  const values = days.map((day) => day[what]);
  const most = Math.max(...values);
  const sum = text.sum(what === "active" ? most : values.reduce((all, one) => all + one, 0));
  const top = ceiling(most);
  const words = (/** @type {number} */ index) => s.ofDay(s.weekday(days[index].day), text.each(values[index]));
  const drawn = (shape === "line" ? line : bars)(values, top, words);
  const rules = [0, 50, 100].map((at) => draw("line", { class: "chart-rule", x1: 0, x2: "100%", y1: percent(at), y2: percent(at) }));
  const dates = [...new Set([0, Math.floor((days.length - 1) / 2), days.length - 1])];
  return h(
    "figure.chart",
    { "data-testid": `chart-${what}`, "data-days": days.length },
    h("figcaption", null, h("strong", null, text.title), h("span", null, sum)),
    h(
      "div.chart-body",
      { "aria-hidden": "true" },
      h("div.chart-scale", null, [top, top / 2, 0].map((value) => h("span", null, s.count(value)))),
      h("div.chart-field", null, draw("svg", { class: "chart-svg" }, ...rules, ...drawn), most === 0 ? h("p.chart-none", null, h("span", null, s.noneYet)) : null),
      h("div.chart-dates", null, dates.map((index) => h("span", null, s.day(days[index].day)))),
    ),
    table(text.title, days, what),
  );
}
