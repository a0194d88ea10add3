/** The scrolled part of a conversation: keeps its place whatever comes above or below. */
import { h, keyed, toast } from "../lib/dom.js";
import { UNREAD_AT_ONCE, isLoading, loadNewest, loadOlder, loadUntil, stuck } from "../lib/history.js";
import { seen } from "../lib/reading.js";
import { mayWrite } from "../lib/rights.js";
import { state, titleOf } from "../lib/store.js";
import { onLongPress } from "../lib/menu.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { messageMenu, reply } from "./actions.js";
import { drawTop, lowest } from "./log-top.js";
import { walk } from "./message-keys.js";
import { draw, lines, signOf } from "./messages.js";
import { choosable } from "./select.js";
import { onSwipe } from "./swipe.js";

const NEAR_BOTTOM = 48;
const NEAR_TOP = 900;
/** So long a message shows that it is the one. */
const FOUND_MS = 4_000;

export class Log {
  /** @param {import("../lib/store.js").Chat} chat @param {() => void} moved */
  constructor(chat, moved) {
    this.chat = chat;
    this.moved = moved;
    this.top = h("div.log-top", null);
    this.days = h("div.lines", null);
    this.node = h(
      "div.log",
      { role: "log", "aria-live": "polite", "aria-label": t.messagesOf(titleOf(chat)), tabindex: 0 },
      h("div.column", null, this.top, this.days),
    );
    /** At the newest message, and to stay there. */
    this.stick = true;
    this.placed = false;
    this.closed = false;
    this.hopping = false;
    this.reached = false;
    /** @type {Set<string>} */
    this.known = new Set();
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    choosable(this.days, () => this.chat.id);
    this.node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => walk(event, this.days, (seq) => this.lineOf(seq)));
    onLongPress(this.days, ".bubble", (node, place) => this.actions(node, place));
    onSwipe(this.days, (seq) => {
      const line = this.lineOf(seq);
      return line && !line.gone && mayWrite(this.chat) ? () => reply(line) : null;
    });
    this.jumps = (/** @type {any} */ event) => void this.jump(event.detail);
    document.addEventListener("tertulia:jump", this.jumps);
    this.sizes = new ResizeObserver(() => this.stick && this.toBottom());
    this.sizes.observe(this.node);
  }

  close() {
    this.closed = true;
    this.sizes.disconnect();
    document.removeEventListener("tertulia:jump", this.jumps);
  }

  /** @param {import("../lib/store.js").Chat} chat the same chat, maybe told anew */
  update(chat) {
    this.chat = chat;
    this.fetch();
    const anchor = this.stick ? null : this.anchor();
    this.drawTop();
    this.hopTo();
    // What comes on the way to a message is drawn at once when that is there.
    if (this.hopping || this.reach()) return;
    this.drawLines();
    this.node.setAttribute("aria-busy", String(isLoading(chat)));
    if (!this.placed && (chat.loaded || chat.lastSeq === 0)) this.place();
    else if (this.stick) this.toBottom();
    else if (anchor) this.restore(anchor);
    this.look();
  }

  fetch() {
    const { chat } = this;
    if (chat.removed || stuck.has(chat.id) || isLoading(chat)) return;
    if (!chat.loaded && chat.lastSeq > 0) void loadNewest(chat);
    else if (chat.hasBefore && chat.loaded && this.placed && this.node.scrollTop < NEAR_TOP) void loadOlder(chat);
  }

  /** Fetches the first unread message before one begins to read, if it isn't very far; whether it does. */
  reach() {
    const { chat } = this;
    const first = (chat.marker ?? chat.lastSeq) + 1;
    const near = first > chat.lastSeq - UNREAD_AT_ONCE && first <= chat.lastSeq;
    if (this.placed || this.reached || !chat.loaded || !chat.hasBefore || !near || first >= (chat.messages[0]?.seq ?? 0)) return false;
    this.reached = true;
    this.hopping = true;
    void loadUntil(chat, first).then(() => {
      this.hopping = false;
      if (!this.closed) this.update(this.chat);
    });
    return true;
  }

  drawLines() {
    const group = this.chat.kind === "group";
    /** @type {{ key: string, lines: import("./messages.js").Line[] }[]} */
    const days = [];
    for (const line of lines(this.chat)) {
      if (line.kind === "day") days.push({ key: `s${line.key}`, lines: [] });
      days.at(-1)?.lines.push(line);
    }
    const focus = this.focus();
    keyed(this.days, days, (day) => day.key, () => "", () => h("section", null));
    for (const [i, day] of days.entries()) {
      const section = this.days.children[i];
      if (section) keyed(section, day.lines, (line) => line.key, signOf, (line) => this.make(line, group));
    }
    focus();
  }

  /** Remembers what has the focus; calling what is answered gives it back, if that was drawn anew. */
  focus() {
    const at = document.activeElement;
    const seq = this.days.contains(at) ? at?.closest("[data-seq]")?.getAttribute("data-seq") : null;
    const css = at?.matches(".choose") ? ".choose" : ".more";
    return () => {
      if (seq && !at?.isConnected) /** @type {HTMLElement | null} */ (this.days.querySelector(`[data-seq="${seq}"] ${css}`))?.focus({ preventScroll: true });
    };
  }

  /** @param {import("./messages.js").Line} line @param {boolean} group */
  make(line, group) {
    const node = draw(line, group);
    // Only what comes while one looks moves in; what was drawn before or scrolled up to is just there.
    const fresh = this.placed && this.stick && Date.now() - line.at < 5_000 && !this.known.has(line.key);
    this.known.add(line.key);
    if (fresh) node.classList.add("fresh");
    return node;
  }

  /** Goes to a message, however far back, and shows which it is; answers whether it is there. @param {number} seq */
  async jump(seq) {
    this.hopping = true;
    const held = await loadUntil(this.chat, seq);
    this.hopping = false;
    if (this.closed) return false;
    this.update(this.chat);
    const node = held && !held.hidden ? this.days.querySelector(`[data-seq="${seq}"]`) : null;
    if (!node) {
      toast(m.notFound);
      return false;
    }
    node.scrollIntoView({ block: "center" });
    this.stick = this.atBottom();
    for (const other of this.days.querySelectorAll(".is-found")) other.classList.remove("is-found");
    node.classList.add("is-found");
    setTimeout(() => node.classList.remove("is-found"), FOUND_MS);
    this.moved();
    this.look();
    return true;
  }

  /** Goes where the address leads, once. */
  hopTo() {
    const { hop } = state;
    if (hop?.chat !== this.chat.id || !(this.chat.loaded || this.chat.lastSeq === 0)) return;
    state.hop = null;
    const first = !this.placed;
    // What lies below isn't seen on the way.
    Object.assign(this, { placed: true, stick: false });
    void this.jump(hop.seq).then((found) => {
      if (!found && first) this.toBottom();
      this.moved();
    });
  }

  /** @param {number} seq */
  lineOf(seq) {
    return seq > 0 ? lines(this.chat).find((one) => one.kind === "message" && one.seq === seq) : undefined;
  }

  /** @param {HTMLElement} bubble @param {DOMRect} place */
  actions(bubble, place) {
    const line = this.lineOf(Number(bubble.closest("[data-seq]")?.getAttribute("data-seq")));
    if (line && !bubble.classList.contains("folded") && !bubble.closest(".choosing")) messageMenu(line, place);
  }

  drawTop() {
    const again = () => {
      stuck.delete(this.chat.id);
      this.update(this.chat);
    };
    drawTop(this.top, this.chat, again);
  }

  /** Where one starts to read: at what is new, else at the end. */
  place() {
    this.placed = true;
    const marker = /** @type {HTMLElement | null} */ (this.days.querySelector(".marker"));
    if (marker) {
      this.node.scrollTop += marker.getBoundingClientRect().top - this.node.getBoundingClientRect().top - 90;
      this.stick = this.atBottom();
    } else {
      this.toBottom();
    }
    this.fetch();
  }

  anchor() {
    const edge = this.node.getBoundingClientRect().top;
    for (const node of this.days.querySelectorAll(".message")) {
      const { bottom, top } = node.getBoundingClientRect();
      if (bottom > edge && node instanceof HTMLElement) return { key: node.dataset.key ?? "", top };
    }
    return null;
  }

  /** @param {{ key: string, top: number }} anchor */
  restore(anchor) {
    const node = this.days.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
    if (node) this.node.scrollTop += node.getBoundingClientRect().top - anchor.top;
  }

  atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    this.stick = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  scrolled() {
    const before = this.stick;
    this.stick = this.atBottom();
    this.fetch();
    this.look();
    if (before !== this.stick) this.moved();
  }

  /** Marks as read what can be seen. */
  look() {
    const { chat } = this;
    if (!this.placed || this.hopping || document.hidden || !document.hasFocus()) return;
    if (this.stick) {
      seen(chat, chat.lastSeq);
      return;
    }
    const upto = lowest(this.node, this.days, chat.readSeq);
    if (upto > 0) seen(chat, upto);
  }
}
