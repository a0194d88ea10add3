/** The scrolled part of a conversation: keeps its place whatever comes above or below. */
import { fill, h, keyed, toast } from "../lib/dom.js";
import { FAR, around, reach, renew } from "../lib/far.js";
import { isLoading, loadNewest, loadOlder, stuck } from "../lib/history.js";
import { seen } from "../lib/reading.js";
import { peer, titleOf } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { onLongPress } from "../lib/menu.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { messageMenu } from "./actions.js";
import { draw, lines, signOf } from "./messages.js";

const NEAR_BOTTOM = 48;
const NEAR_TOP = 900;

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
    /** @type {import("../lib/far.js").Far | null} another part of the chat than its end */
    this.far = null;
    /** @type {Set<string>} */
    this.known = new Set();
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.walk(event));
    onLongPress(this.days, ".bubble", (node, place) => this.actions(node, place));
    this.jumps = (/** @type {any} */ event) => void this.jump(event.detail);
    document.addEventListener("tertulia:jump", this.jumps);
    this.sizes = new ResizeObserver(() => this.stick && this.toBottom());
    this.sizes.observe(this.node);
  }

  close() {
    this.sizes.disconnect();
    document.removeEventListener("tertulia:jump", this.jumps);
  }

  /** @param {import("../lib/store.js").Chat} chat the same chat, maybe told anew */
  update(chat) {
    this.chat = chat;
    if (this.far && this.far.rev !== chat.rev) void renew(chat, this.far).then(() => this.update(this.chat));
    this.fetch();
    const anchor = this.stick ? null : this.anchor();
    this.drawTop();
    this.drawLines();
    this.node.setAttribute("aria-busy", String(isLoading(chat)));
    if (!this.placed && (chat.loaded || chat.lastSeq === 0)) this.place();
    else if (this.stick) this.toBottom();
    else if (anchor) this.restore(anchor);
    this.look();
  }

  leave() {
    this.far = null;
    this.drawLines();
  }

  /** What is shown of the chat. */
  get part() {
    return this.far ? { ...this.chat, ...this.far, rev: this.chat.rev } : this.chat;
  }

  /** More of the part that is read by itself. @param {import("../lib/far.js").Far} far */
  async fetchFar(far) {
    const alone = await reach(this.chat, far, this.node, NEAR_TOP).catch(() => null);
    if (alone === null) return;
    if (!alone && this.far === far) this.far = null;
    this.update(this.chat);
  }

  fetch() {
    const { chat } = this;
    if (this.far) return void this.fetchFar(this.far);
    if (chat.removed || stuck.has(chat.id) || isLoading(chat)) return;
    if (!chat.loaded && chat.lastSeq > 0) void loadNewest(chat);
    else if (chat.hasBefore && chat.loaded && this.placed && this.node.scrollTop < NEAR_TOP) void loadOlder(chat);
  }

  drawLines() {
    const group = this.chat.kind === "group";
    /** @type {{ key: string, lines: import("./messages.js").Line[] }[]} */
    const days = [];
    for (const line of lines(this.part)) {
      if (line.kind === "day") days.push({ key: `s${line.key}`, lines: [] });
      days.at(-1)?.lines.push(line);
    }
    keyed(this.days, days, (day) => day.key, () => "", () => h("section", null));
    for (const [i, day] of days.entries()) {
      const section = this.days.children[i];
      if (section) keyed(section, day.lines, (line) => line.key, signOf, (line) => this.make(line, group));
    }
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

  /** Goes to a message, however far back, and shows which it is. @param {number} seq */
  async jump(seq) {
    if (this.far && !this.far.messages.some((one) => one.seq === seq)) this.far = null;
    if (!this.far && (this.chat.messages[0]?.seq ?? 0) - seq > FAR) this.far = await around(this.chat, seq).catch(() => null);
    for (let pages = 0; !this.far && pages < 40 && (this.chat.messages[0]?.seq ?? 0) > seq && this.chat.hasBefore; pages += 1) await loadOlder(this.chat);
    this.stick = false;
    this.update(this.chat);
    const node = this.days.querySelector(`[data-seq="${seq}"]`);
    if (!node) return void toast(m.notFound);
    node.scrollIntoView({ block: "center" });
    node.classList.remove("is-found");
    requestAnimationFrame(() => node.classList.add("is-found"));
  }

  /** The arrow keys go from message to message. @param {KeyboardEvent} event */
  walk(event) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (this.days.querySelectorAll(".more"))];
    const at = all.findIndex((one) => one === document.activeElement);
    const next = event.key === "ArrowUp" ? (at < 0 ? all.length - 1 : at - 1) : at < 0 ? -1 : at + 1;
    if (!all[next]) return;
    event.preventDefault();
    all[next].focus();
  }

  /** @param {HTMLElement} bubble @param {DOMRect} place */
  actions(bubble, place) {
    const seq = Number(bubble.closest("[data-seq]")?.getAttribute("data-seq"));
    const line = lines(this.part).find((one) => one.kind === "message" && one.seq === seq);
    if (seq > 0 && line && !bubble.classList.contains("folded")) messageMenu(line, place);
  }

  drawTop() {
    const chat = this.part;
    const waiting = chat.lastSeq > 0 && !chat.loaded;
    const kind = stuck.has(chat.id) ? "stuck" : waiting ? "waiting" : chat.hasBefore ? "older" : "start";
    const sign = `${kind}|${titleOf(chat)}|${chat.messages.length > 0}`;
    if (this.top.dataset.sign === sign) return;
    this.top.dataset.sign = sign;
    if (kind === "start") fill(this.top, this.beginning());
    else if (kind === "stuck") fill(this.top, this.again());
    else fill(this.top, h("div.older", { "aria-hidden": "true" }, Array.from({ length: waiting ? 8 : 3 }, () => h("span.skeleton", null))));
  }

  beginning() {
    const { chat } = this;
    const name = titleOf(chat);
    const group = chat.kind === "group";
    const empty = chat.lastSeq === 0;
    return h(
      "div.start",
      { class: empty ? "start" : "start small" },
      avatar(group ? chat.id : (peer(chat)?.id ?? 0), name, { size: "large", group }),
      h("h3", { dir: "auto" }, empty && !group ? t.sayHello(name) : name),
      h("p", null, group ? t.startOfGroup : t.startOfChat(name)),
    );
  }

  again() {
    const act = () => {
      stuck.delete(this.chat.id);
      this.update(this.chat);
    };
    return h("div.older", null, h("p.note", null, t.historyFailed), h("button.button.again", { type: "button", onclick: act }, t.retry));
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
    return this.far === null && scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  toBottom() {
    this.stick = true;
    if (this.far) this.leave();
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
    if (!this.placed || document.hidden || !document.hasFocus()) return;
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
