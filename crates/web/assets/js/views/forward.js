/** Sending messages on into other chats. Fetched when it is first opened. */
import { fill, h, icon, iconButton, keyed, showDialog, toast } from "../lib/dom.js";
import { send } from "../lib/outbox.js";
import { firstWords } from "../lib/rich.js";
import { mayWrite } from "../lib/rights.js";
import { nameOf, ordered, peer, state, titleOf } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";
import { roam } from "./picker.js";
import { open } from "./route.js";

/** @typedef {import("../lib/store.js").Message} Message @typedef {import("../lib/store.js").Chat} Chat */

const MOST = 50;

/** A message as it goes on: a line above says whose it is. What was forwarded already keeps its first author. @param {{ text: string, sender_id: number }} message */
export function forwardedText({ text, sender_id }) {
  const mark = `> ${m.forwardedFrom("")}`;
  if (sender_id === state.me.id || text.startsWith(mark)) return text;
  const whole = `${mark}${nameOf(sender_id).replace(/[\\`*_~[\]]/g, "\\$&")}\n${text}`;
  return [...whole].length > state.limits.text_chars ? text : whole;
}

/** @param {Chat} chat @param {boolean} on @param {() => void} turn */
function row(chat, on, turn) {
  const group = chat.kind === "group";
  return h(
    "button.row",
    { type: "button", "data-testid": "forward-to", "data-chat": chat.id, "aria-pressed": String(on), onclick: turn },
    avatar(group ? chat.id : (peer(chat)?.id ?? 0), titleOf(chat), { size: "medium", group }),
    h("span.row-lines", null, h("strong", { dir: "auto" }, titleOf(chat)), group ? h("small", null, t.members(chat.memberCount)) : null),
    h("span.tickbox", null, icon("check")),
  );
}

/** @param {{ text: string, sender_id: number }[]} messages from top to bottom @param {() => void} [done] */
export function forward(messages, done) {
  /** @type {Set<number>} */
  const chosen = new Set();
  const input = h("input", { type: "search", placeholder: m.forwardHint, "aria-label": m.forwardHint, "data-testid": "forward-search", autocomplete: "off" });
  const list = h("div", { role: "group", "aria-label": m.forwardTitle });
  const note = h("p.note", { role: "status" }, m.noChatToForward);
  const go = h("button.button.button-primary", { type: "button", "data-testid": "forward-go", disabled: true, onclick: act });
  const first = messages[0] ? firstWords(messages[0]) : "";
  const count = h("span.quiet", { dir: "auto" }, messages.length > 1 ? m.selected(messages.length) : `“${first.slice(0, 60)}${first.length > 60 ? "…" : ""}”`);

  function draw() {
    const query = input.value.trim().toLowerCase();
    const chats = ordered().filter((chat) => mayWrite(chat) && titleOf(chat).toLowerCase().includes(query)).slice(0, MOST);
    keyed(list, chats, (chat) => String(chat.id), (chat) => String(chosen.has(chat.id)), (chat) => row(chat, chosen.has(chat.id), () => turn(chat.id)));
    note.hidden = chats.length > 0;
    go.disabled = chosen.size === 0;
    fill(go, m.forwardGo(chosen.size));
  }

  /** @param {number} id */
  function turn(id) {
    if (!chosen.delete(id)) chosen.add(id);
    draw();
    /** @type {HTMLElement | null} */ (list.querySelector(`[data-chat="${id}"]`))?.focus();
  }

  function act() {
    for (const id of chosen) for (const message of messages) send(id, forwardedText(message));
    dialog.close();
    done?.();
    toast(m.forwarded(chosen.size));
    const [only] = chosen;
    if (chosen.size === 1 && only !== undefined) open(only);
  }
  input.addEventListener("input", draw);
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const top = /** @type {HTMLElement | null} */ (list.querySelector("button"));
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter") top?.click();
    else top?.focus();
  };
  input.addEventListener("keydown", keys);
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => roam(event, input));
  const dialog = h(
    "dialog.tall",
    { "aria-label": m.forwardTitle, "data-testid": "forward" },
    h("header.dialog-head", null, h("h2", null, m.forwardTitle), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-top", null, h("label.search", null, icon("search"), input)),
    h("div.dialog-body", null, list, note),
    h("footer.dialog-foot", null, count, go),
  );
  draw();
  showDialog(dialog);
  input.focus();
}
