/** Conversations as files: in which form, how far it is, and how it ended. Fetched when first opened. */
import { ApiError } from "../lib/api.js";
import { fill, h, iconButton, showDialog } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { canChoose, follow, inMemory, intoFile, receive, size } from "../lib/save.js";
import { titleOf } from "../lib/store.js";
import { e } from "../i18n/en-export.js";
import { t } from "../i18n/en.js";

/** @typedef {import("../lib/store.js").Chat} Chat */

/** Chats of so many messages are kept in memory where no file can be chosen; longer ones are left to the browser. */
const SMALL = 5_000;
const TYPES = /** @type {Record<string, string>} */ ({ csv: "text/csv", jsonl: "application/jsonl" });

/** What a file may be called. @param {Chat | null} chat @param {string} format */
function nameOf(chat, format) {
  const title = chat ? titleOf(chat).replace(/[^\p{L}\p{N}]+/gu, " ").trim().slice(0, 60) : "";
  return `tertulia ${title || "chats"} ${new Date().toISOString().slice(0, 10)}.${format}`.replaceAll(" ", "-");
}

/** Counts the ends of lines; those within a cell of a table have no CR. @param {string} format */
function counter(format) {
  let [count, before] = [format === "csv" ? -1 : 0, 0];
  return (/** @type {Uint8Array} */ piece) => {
    for (const byte of piece) {
      if (byte === 10 && (format !== "csv" || before === 13)) count += 1;
      before = byte;
    }
    return Math.max(count, 0);
  };
}

/** Where it goes; null when the browser sees to it by itself. @param {Chat | null} chat @param {string} format @param {string} path @returns {Promise<import("../lib/save.js").Sink | null>} */
async function sinkFor(chat, format, path) {
  const name = nameOf(chat, format);
  if (canChoose()) return intoFile(name);
  if (chat && chat.lastSeq <= SMALL) return inMemory(name, TYPES[format] ?? "");
  follow(`/api/v1${path}`, name);
  return null;
}

/** @param {unknown} error */
function reason(error) {
  if (!(error instanceof ApiError)) return e.broken;
  return error.code === "rate_limited" ? e.enough : error.message;
}

/** @param {Chat | null} chat null for all of them */
export function exportDialog(chat) {
  dress("export");
  const running = new AbortController();
  let busy = false;
  const choice = (/** @type {[string, [string, string]]} */ [value, [label, hint]]) =>
    h("label.export-choice", null, h("input", { type: "radio", name: "format", value, checked: value === "csv" }), h("span", null, h("strong", null, label), h("small", null, hint)));
  const form = h(
    "form.form",
    { onsubmit: start },
    h("p", { dir: "auto" }, chat ? e.leadChat(titleOf(chat)) : e.leadAll),
    h("fieldset.export-choices", null, h("legend.caption", null, e.format), Object.entries(e.formats).map(choice)),
    h("p.quiet", null, e.others),
    h("div.form-row", null, h("button.button", { type: "button", onclick: () => dialog.close() }, t.cancel), h("button.button.button-primary", { type: "submit", "data-testid": "export-start" }, e.start)),
  );
  const body = h("div.dialog-body", null, form);
  const title = chat ? t.exportChat.replace("…", "") : e.all;
  const dialog = h("dialog", { "aria-label": title, "data-testid": "export" }, h("header.dialog-head", null, h("h2", null, title), iconButton("close", t.close, { onclick: () => dialog.close() })), body);

  /** How it ended. @param {string} text @param {boolean} [bad] */
  function end(text, bad = false) {
    busy = false;
    const again = h("button.button", { type: "button", onclick: () => fill(body, form) }, e.again);
    const done = h("button.button.button-primary", { type: "button", "data-testid": "export-close", onclick: () => dialog.close() }, t.close);
    fill(body, h("div.form", null, h(bad ? "p.problem" : "p", { role: bad ? "alert" : "status", "data-testid": "export-end" }, text), h("div.form-row", null, bad ? again : null, done)));
    done.focus();
  }

  /** @param {SubmitEvent} event */
  async function start(event) {
    event.preventDefault();
    const format = String(new FormData(form).get("format"));
    const path = `${chat ? `/chats/${chat.id}` : ""}/export?format=${format}`;
    try {
      const sink = await sinkFor(chat, format, path);
      if (!sink) return end(e.handed);
      busy = true;
      const [line, bar] = [h("p", { role: "status", "data-testid": "export-progress" }, e.starting), h("progress.export-bar", { "aria-label": e.running, max: chat ? Math.max(chat.lastSeq, 1) : undefined })];
      const stop = h("button.button", { type: "button", "data-testid": "export-stop", onclick: () => dialog.close() }, t.cancel);
      fill(body, h("div.form", null, bar, line, h("div.form-row", null, stop)));
      stop.focus();
      const [count, unit] = [counter(format), format === "csv" ? e.rows : e.lines];
      let [lines, shown] = [0, 0];
      const told = (/** @type {Uint8Array} */ piece, /** @type {number} */ got) => {
        lines = count(piece);
        // A screen reader hears it every other second, no more.
        if (performance.now() - shown < 2_000) return;
        shown = performance.now();
        if (chat) bar.value = Math.min(lines, bar.max);
        line.textContent = e.soFar(unit(lines), size(got));
      };
      const got = await receive(path, sink, told, running.signal);
      end(e.done(unit(lines), size(got)));
    } catch (error) {
      const changedMind = /** @type {Error} */ (error).name === "AbortError";
      if (!changedMind) end(reason(error), true);
    }
  }
  dialog.addEventListener("close", () => running.abort());
  // A click beside it is no wish to end what takes long.
  dialog.addEventListener("click", (/** @type {Event} */ event) => {
    if (busy && event.target === dialog) event.stopImmediatePropagation();
  });
  showDialog(dialog);
}
