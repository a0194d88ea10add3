/** The scrolled part of a conversation: keeps its place whatever comes above or below. */
import { h, keyed, toast } from "../lib/dom.js";
import { isLoading, loadNewest, loadOlder, loadUntil, stuck } from "../lib/history.js";
import { Part, SHOWN } from "../lib/part.js";
import { seen } from "../lib/reading.js";
import { mayWrite } from "../lib/rights.js";
import { state, titleOf } from "../lib/store.js";
import { onLongPress } from "../lib/menu.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { messageMenu, reply } from "./actions.js";
import { drawTop } from "./log-top.js";
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
    /** What is drawn of what is held. */
    this.part = new Part();
    /** @type {Set<string>} */
    this.known = new Set();
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    choosable(this.days, () => this.chat.id);
    this.node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => walk(event, this.days, (seq) => this.lineOf(seq)));
    onLongPress(this.days, ".bubble", (node, place) => this.actions(node, place));
    const answer = (/** @type {number} */ seq) => {
      const line = this.lineOf(seq);
      return line && !line.gone && mayWrite(this.chat) ? line : undefined;
    };
    onSwipe(this.days, (seq) => Boolean(answer(seq)), (seq) => {
      const line = answer(seq);
      if (line) reply(line);
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
    this.slide();
    this.drawTop();
    this.drawLines();
    this.hopTo();
    this.node.setAttribute("aria-busy", String(isLoading(chat)));
    if (!this.placed && (chat.loaded || chat.lastSeq === 0)) this.place();
    else if (this.stick) this.toBottom();
    else if (anchor) this.restore(anchor);
    this.look();
  }

  fetch() {
    const { chat } = this;
    if (chat.removed || stuck.has(chat.id) || isLoading(chat)) return;
    // A group without messages has lines to show.
    if (!chat.loaded && (chat.lastSeq > 0 || chat.kind === "group")) void loadNewest(chat);
    else if (chat.hasBefore && chat.loaded && this.placed && this.part.of(chat).from === 0 && this.node.scrollTop < NEAR_TOP) void loadOlder(chat);
  }

  /** Draws more where one comes near the end of what is drawn; answers whether there was any. */
  slide() {
    if (!this.placed || this.stick) return false;
    this.part.hold(this.chat);
    const edge = this.edge();
    if (edge === "top") return this.part.up(this.chat);
    return edge === "bottom" && this.part.down(this.chat);
  }

  /** Which end of what is drawn is near. */
  edge() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    if (scrollTop < NEAR_TOP) return "top";
    return scrollHeight - scrollTop - clientHeight < NEAR_TOP ? "bottom" : null;
  }

  drawLines() {
    const group = this.chat.kind === "group";
    /** @type {{ key: string, lines: import("./messages.js").Line[] }[]} */
    const days = [];
    for (const line of lines(this.chat, this.part.of(this.chat))) {
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
    const held = await loadUntil(this.chat, seq);
    if (this.closed) return;
    if (held) {
      this.stick = false;
      this.part.around(this.chat, seq);
    }
    this.drawTop();
    this.drawLines();
    const node = held && !held.hidden ? this.days.querySelector(`[data-seq="${seq}"]`) : null;
    if (!node) {
      toast(m.notFound);
      return false;
    }
    this.stick = false;
    node.scrollIntoView({ block: "center" });
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
    Object.assign(this, { placed: true, stick: false, hopping: true });
    void this.jump(hop.seq).then((found) => {
      this.hopping = false;
      if (!found && first) this.toBottom();
      this.look();
      this.moved();
    });
  }

  /** @param {number} seq */
  lineOf(seq) {
    return seq > 0 ? lines(this.chat, this.part.of(this.chat)).find((one) => one.kind === "message" && one.seq === seq) : undefined;
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
    drawTop(this.top, this.chat, this.part.of(this.chat).from > 0, again);
  }

  /** Where one starts to read: at what is new, else at the end. */
  place() {
    this.placed = true;
    const { marker: read } = this.chat;
    if (read !== null && this.chat.lastSeq - read > SHOWN / 2) {
      this.part.around(this.chat, read + 1);
      this.drawTop();
      this.drawLines();
    }
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
    return this.part.follows && scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    this.stick = true;
    if (this.part.end()) {
      this.drawTop();
      this.drawLines();
    }
    this.node.scrollTop = this.node.scrollHeight;
  }

  scrolled() {
    const before = this.stick;
    this.stick = this.atBottom();
    this.fetch();
    this.more();
    this.look();
    if (before !== this.stick) this.moved();
  }

  /** While one scrolls: what comes into view is there, and what one sees stays where it is. */
  more() {
    if (this.stick || this.edge() === null) return;
    const anchor = this.anchor();
    if (!this.slide()) return;
    this.drawTop();
    this.drawLines();
    if (anchor) this.restore(anchor);
  }

  /** Marks as read what can be seen. */
  look() {
    const { chat } = this;
    if (!this.placed || this.hopping || document.hidden || !document.hasFocus()) return;
    if (this.stick) {
      seen(chat, chat.lastSeq);
      return;
    }
    const edge = this.node.getBoundingClientRect().bottom;
    const nodes = this.days.querySelectorAll(".message[data-seq]");
    for (let i = nodes.length - 1; i >= 0; i -= 1) {
      const node = /** @type {HTMLElement} */ (nodes[i]);
      const seq = Number(node.dataset.seq);
      if (seq <= chat.readSeq) return;
      if (node.getBoundingClientRect().bottom <= edge + 4) {
        seen(chat, seq);
        return;
      }
    }
  }
}
