/** The scrolled part of a conversation: keeps its place whatever comes above or below. */
import { h, toast } from "../lib/dom.js";
import { FAR, around, reach as reachFar, renew } from "../lib/far.js";
import { UNREAD_AT_ONCE, isLoading, loadNewest, loadOlder, loadUntil, stuck } from "../lib/history.js";
import { AHEAD, Part, SHOWN } from "../lib/part.js";
import { seen } from "../lib/reading.js";
import { state, titleOf } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { Days } from "./log-days.js";
import { listen } from "./log-input.js";
import { NEAR, Room, aheadOf, anchorIn, showFound, toMarker } from "./log-place.js";
import { drawTop, lowest } from "./log-top.js";
import { lines } from "./messages.js";

const NEAR_BOTTOM = 48;

export class Log {
  /** @param {import("../lib/store.js").Chat} chat @param {() => void} moved */
  constructor(chat, moved) {
    this.chat = chat;
    this.moved = moved;
    this.top = h("div.log-top", null);
    this.days = new Days();
    this.room = new Room();
    this.node = h(
      "div.log",
      { role: "log", "aria-live": "polite", "aria-label": t.messagesOf(titleOf(chat)), tabindex: 0 },
      h("div.column", null, this.room.node, this.top, this.days.node),
    );
    /** At the newest message, and to stay there. */
    this.stick = true;
    this.placed = false;
    this.closed = false;
    this.hopping = false;
    this.reached = false;
    /** @type {number | undefined} more is drawn in the next frame */
    this.next = undefined;
    /** What is drawn of what is held. */
    this.part = new Part();
    /** @type {import("../lib/far.js").Far | null} another part of the chat than its end */
    this.far = null;
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    listen(this);
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
    if (this.far && this.far.rev !== chat.rev) void renew(chat, this.far).then(() => this.update(this.chat));
    this.fetch();
    const anchor = this.stick ? null : anchorIn(this.node, this.days.node);
    this.slide();
    this.drawTop();
    this.hopTo();
    // What comes on the way to a message is drawn at once when that is there.
    if (this.hopping || this.reach()) return;
    this.drawLines();
    this.node.setAttribute("aria-busy", String(isLoading(chat)));
    if (!this.placed && (chat.loaded || chat.lastSeq === 0)) this.place();
    else if (this.stick) this.toBottom();
    else if (anchor) this.room.restore(this.node, this.days.node, anchor);
    this.look();
  }

  /** The chat with the messages of the part that is read. */
  get held() {
    return this.far ? { ...this.chat, messages: this.far.messages, hasBefore: this.far.hasBefore } : this.chat;
  }

  /** What is drawn of them. */
  shown() {
    return this.far ? { from: 0, to: this.far.messages.length, follows: false } : this.part.of(this.chat);
  }

  /** More of a part that is read by itself; where it meets the end of the chat, one reads on there. @param {import("../lib/far.js").Far} far */
  async fetchFar(far) {
    const alone = await reachFar(this.chat, far, this.room.ends(this.node), NEAR).catch(() => null);
    if (alone === null || this.closed || this.far !== far) return;
    if (!alone) {
      this.far = null;
      this.part.around(this.chat, far.messages.at(-1)?.seq ?? 1);
    }
    this.update(this.chat);
  }

  fetch() {
    const { chat } = this;
    if (this.far) return void this.fetchFar(this.far);
    if (chat.removed || stuck.has(chat.id) || isLoading(chat)) return;
    // A group without messages has lines to show.
    if (!chat.loaded && (chat.lastSeq > 0 || chat.kind === "group")) void loadNewest(chat);
    else if (chat.hasBefore && chat.loaded && this.placed && this.part.of(chat).from < aheadOf(this)) void loadOlder(chat, this.stick ? undefined : AHEAD);
  }

  /** Draws more where one comes near the end of what is drawn; answers whether there was any. */
  slide() {
    if (!this.placed || this.stick || this.far) return false;
    this.part.hold(this.chat);
    const edge = this.room.edge(this.node);
    const more = edge === "top" ? this.part.up(this.chat) : edge === "bottom" && this.part.down(this.chat);
    if (more) this.next ??= requestAnimationFrame(() => this.goOn());
    return more;
  }

  /** Draws on until there is enough: where nothing moves, no scrolling calls for it. */
  goOn() {
    this.next = undefined;
    if (!this.closed) this.scrolled();
  }

  /** Fetches the first unread message before one begins to read, if it isn't very far; whether it does. */
  reach() {
    const { chat } = this;
    const first = (chat.marker ?? chat.lastSeq) + 1;
    const near = first > chat.lastSeq - UNREAD_AT_ONCE && first <= chat.lastSeq;
    if (this.placed || this.reached || !chat.loaded || !chat.hasBefore || !near || first >= (chat.messages[0]?.seq ?? 0)) return false;
    Object.assign(this, { reached: true, hopping: true });
    void loadUntil(chat, first).then(() => {
      this.hopping = false;
      if (!this.closed) this.update(this.chat);
    });
    return true;
  }

  drawLines() {
    this.days.draw(lines(this.held, this.shown()), this.chat.kind === "group", this.placed && this.stick);
  }

  /** Goes to a message, however far back, and shows which it is; answers whether it is there. @param {number} seq */
  async jump(seq) {
    this.hopping = true;
    if (!this.far?.messages.some((one) => one.seq === seq)) this.far = null;
    const back = (this.chat.messages[0]?.seq ?? 0) - seq;
    if (!this.far && back > FAR) this.far = await around(this.chat, seq).catch(() => null);
    const held = this.far ? this.far.messages.find((one) => one.seq === seq) : await loadUntil(this.chat, seq);
    this.hopping = false;
    if (this.closed) return false;
    if (held) {
      this.stick = false;
      if (!this.far) this.part.around(this.chat, seq);
    }
    this.drawTop();
    this.drawLines();
    const node = held && !held.hidden ? this.days.node.querySelector(`[data-seq="${seq}"]`) : null;
    if (!node) return Boolean(toast(m.notFound));
    this.room.set(0);
    node.scrollIntoView({ block: "center" });
    this.stick = this.atBottom();
    showFound(this.days.node, node);
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

  drawTop() {
    const again = () => {
      stuck.delete(this.chat.id);
      this.update(this.chat);
    };
    this.room.more = this.shown().from > 0;
    drawTop(this.top, this.held, this.shown().from > 0, again);
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
    if (toMarker(this.node, this.days.node)) this.stick = this.atBottom();
    else this.toBottom();
    this.fetch();
  }

  atBottom() {
    const { scrollHeight, scrollTop, clientHeight } = this.node;
    return this.shown().follows && scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    const away = this.far !== null;
    Object.assign(this, { stick: true, far: null });
    if (this.part.end() || away) {
      this.drawTop();
      this.drawLines();
    }
    this.room.set(0);
    this.node.scrollTop = this.node.scrollHeight;
  }

  scrolled() {
    this.room.keepOut(this.node);
    const before = this.stick;
    this.stick = this.atBottom();
    this.fetch();
    this.more();
    this.look();
    if (before !== this.stick) this.moved();
  }

  /** While one scrolls: what comes into view is there, and what one sees stays where it is. */
  more() {
    if (this.stick || this.room.edge(this.node) === null) return;
    const anchor = anchorIn(this.node, this.days.node);
    if (!this.slide()) return;
    this.drawTop();
    this.drawLines();
    if (anchor) this.room.restore(this.node, this.days.node, anchor);
  }

  /** Marks as read what can be seen. */
  look() {
    const { chat } = this;
    if (!this.placed || this.hopping || document.hidden || !document.hasFocus()) return;
    if (this.stick) {
      seen(chat, chat.lastSeq);
      return;
    }
    const upto = lowest(this.node, this.days.node, chat.readSeq);
    if (upto > 0) seen(chat, upto);
  }
}
