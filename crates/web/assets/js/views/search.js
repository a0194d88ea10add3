/** Finding messages: a panel beside the conversation, on a phone a page of its own. */
import { fill, h, icon, iconButton, keyed } from "../lib/dom.js";
import { Seek } from "../lib/seek.js";
import { changed, currentChat, state, titleOf, watch } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { s } from "../i18n/en-search.js";
import * as drawer from "./drawer.js";
import { isNarrow, open, route } from "./route.js";
import { result } from "./search-results.js";

/** @typedef {import("../lib/seek.js").Hit} Hit */

/** How long one may pause while typing before it is searched. */
const PAUSE_MS = 500;

/** @type {Panel | null} */
let panel = null;

class Panel {
  constructor() {
    /** @type {number | null} the chat that "here" means */
    this.chat = null;
    this.here = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.seek = new Seek(() => this.draw());
    /** @type {Element | null} */
    this.before = null;
    this.field = h("input", { type: "search", name: "q", placeholder: s.field, "aria-label": s.title, autocomplete: "off", maxlength: 200, enterkeyhint: "search", "data-testid": "search-field", oninput: () => this.later() });
    this.scope = h("div.search-scope", { role: "group", "aria-label": s.where });
    this.who = h("select.input", { "aria-label": s.from, "data-testid": "search-from", onchange: () => this.now() });
    this.after = this.day("after");
    this.until = this.day("before");
    this.links = h("input", { type: "checkbox", "data-testid": "search-links", onchange: () => this.now() });
    this.summary = h("summary", null, s.filters);
    this.status = h("p.search-status", { role: "status", "aria-live": "polite" });
    this.list = h("ul.hits", { "aria-label": s.title });
    this.end = h("div.search-end", null);
    this.body = h("div.dialog-body.search-body", { "data-testid": "search-results" }, this.status, this.list, this.end);
    this.node = this.make();
    new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.seek.more(), { root: this.body, rootMargin: "400px" }).observe(this.end);
  }

  make() {
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.now();
    };
    const row = (/** @type {string} */ name, /** @type {any} */ input) => h("label.search-filter", null, h("span", null, name), input);
    const filters = h("details.search-filters", null, this.summary, row(s.from, this.who), h("div.search-days", null, row(s.after, this.after), row(s.before, this.until)), h("label.search-check", null, this.links, s.links));
    const form = h("form.search-form", { role: "search", onsubmit: submit }, h("label.search", null, icon("search"), this.field), this.scope, filters);
    const head = h("header.dialog-head", null, h("h2", null, s.title), iconButton("close", t.close, { "data-testid": "search-close", onclick: close }));
    return h("section.drawer.search-panel", { id: "search", "aria-label": s.title, hidden: true, onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) }, head, form, this.body);
  }

  /** @param {string} name */
  day(name) {
    return h("input.input", { type: "date", name, "data-testid": `search-${name}`, onchange: () => this.now() });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
      return;
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = /** @type {HTMLElement[]} */ ([this.field, ...this.list.querySelectorAll(".hit")]);
    const at = all.findIndex((one) => one === document.activeElement);
    const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE_MS);
  }

  now() {
    clearTimeout(this.timer);
    const count = [this.who.value, this.after.value, this.until.value, this.links.checked].filter(Boolean).length;
    this.summary.textContent = count > 0 ? s.filtersOn(count) : s.filters;
    this.seek.start({ q: this.field.value.trim(), chat: this.here ? this.chat : null, from: Number(this.who.value) || null, after: this.after.value, before: this.until.value, links: this.links.checked });
  }

  /** @param {boolean} here */
  choose(here) {
    this.here = here;
    this.drawScope();
    this.now();
  }

  drawScope() {
    const chat = this.chat === null ? undefined : state.chats.get(this.chat);
    this.scope.hidden = !chat;
    if (!chat) this.here = false;
    const one = (/** @type {boolean} */ here, /** @type {string} */ name) => h("button", { type: "button", "aria-pressed": String(this.here === here), "data-testid": here ? "search-here" : "search-everywhere", onclick: () => this.choose(here) }, h("span", { dir: "auto" }, name));
    fill(this.scope, chat ? [one(true, s.here(titleOf(chat))), one(false, s.everywhere)] : null);
    this.drawPeople(chat);
  }

  /** Whom a message may be from: of the chat, or of all chats. @param {import("../lib/store.js").Chat | undefined} chat */
  drawPeople(chat) {
    const chosen = this.who.value;
    const of = this.here && chat ? [chat] : [...state.chats.values()];
    const ids = new Set(of.flatMap((one) => [...one.members.keys()]));
    ids.delete(state.me?.id);
    const name = (/** @type {number} */ id) => state.users.get(id)?.display_name ?? "";
    const people = [...ids].filter((id) => name(id)).sort((a, b) => name(a).localeCompare(name(b)));
    const options = people.map((id) => h("option", { value: id, selected: String(id) === chosen }, name(id)));
    fill(this.who, h("option", { value: "" }, s.anyone), h("option", { value: state.me?.id ?? 0, selected: String(state.me?.id) === chosen }, s.me), options);
  }

  draw() {
    const { hits, stand, complete } = this.seek;
    const everywhere = !this.here;
    this.body.setAttribute("aria-busy", String(stand === "first" || stand === "more"));
    keyed(this.list, hits, (hit) => `${hit.message.chat_id}.${hit.message.seq}`, () => String(everywhere), (hit) => result(hit, everywhere, go));
    const none = hits.length === 0 && (stand === "end" || stand === "page");
    /** @type {Record<string, string>} */
    const words = { idle: s.hint, short: s.short, first: s.searching, offline: s.offline, busy: s.busy, failed: s.failed };
    this.status.classList.toggle("is-none", none);
    this.status.textContent = none ? s.none : (words[stand] ?? s.found(hits.length, stand === "end"));
    fill(this.end, this.tail(none, complete));
  }

  /** What stands behind the results. @param {boolean} none @param {boolean} complete */
  tail(none, complete) {
    const { stand, hits } = this.seek;
    const button = (/** @type {string} */ name, /** @type {() => void} */ act) => h("button.button", { type: "button", onclick: act }, name);
    if (stand === "first") return Array.from({ length: 4 }, () => h("div.waiting-item", { "aria-hidden": "true" }, h("span.skeleton", null), h("span.skeleton", null)));
    if (stand === "failed" || stand === "offline") return button(s.retry, () => this.seek.again());
    if (stand === "more") return h("p.quiet", null, s.further);
    if (stand === "page") return button(s.more, () => this.seek.more());
    if (stand !== "end") return null;
    const partly = complete ? null : h("p.quiet", null, s.partly);
    if (!none) return [hits.length > 3 && complete ? h("p.quiet", null, s.end) : null, partly];
    return [partly ?? h("p.quiet", null, this.here ? s.noneHint : s.noneHintAll), this.here ? button(s.everywhere, () => this.choose(false)) : null];
  }
}

/** Goes to a message that was found. @param {Hit} hit */
function go(hit) {
  const { chat_id: id, seq } = hit.message;
  if (isNarrow()) {
    // The page of the search gives way to the chat.
    const list = history.state?.list === true || state.current === null;
    hide();
    history.replaceState({ list }, "", `/c/${id}`);
    route();
  } else if (id !== state.current) {
    open(id);
  }
  const stop = watch(() => {
    const chat = currentChat();
    if (state.current !== id) return void stop();
    if (!chat?.loaded) return;
    stop();
    document.dispatchEvent(new CustomEvent("tertulia:jump", { detail: seq }));
  });
  changed();
}

function hide() {
  if (!panel || panel.node.hidden) return;
  panel.node.hidden = true;
  panel.seek.stop();
  if (panel.before instanceof HTMLElement && panel.before.isConnected) panel.before.focus();
}

export function close() {
  if (panel && !panel.node.hidden && history.state?.search) history.back();
  else hide();
}

function build() {
  const made = new Panel();
  document.getElementById("drawer")?.before(made.node);
  // The details and the search have one place.
  watch(() => drawer.isOpen() && hide());
  watch(() => made.here && !made.node.hidden && state.current !== made.chat && hide());
  addEventListener("popstate", () => history.state?.search !== true && isNarrow() && hide());
  return made;
}

/** Opens the search; in the open chat, unless it is to be everywhere. @param {{ everywhere?: boolean, q?: string }} [how] */
export function search(how = {}) {
  panel ??= build();
  const opened = panel.node.hidden;
  if (opened) {
    panel.before = document.activeElement;
    dispatchEvent(new CustomEvent("tertulia:drawer"));
    if (isNarrow()) history.pushState({ ...history.state, search: true }, "", location.pathname);
    panel.node.hidden = false;
  }
  const same = panel.chat === state.current && panel.here === (!how.everywhere && state.current !== null);
  panel.chat = state.current;
  panel.here = !how.everywhere && state.current !== null;
  if (how.q !== undefined) panel.field.value = how.q;
  panel.drawScope();
  if (opened || !same || how.q !== undefined) panel.now();
  panel.field.focus();
  panel.field.select();
}
