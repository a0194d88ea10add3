/** Telling the administrators about a person or a message. Fetched when first opened. */
import { post } from "../lib/api.js";
import { h, iconButton, showDialog, toast } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { nameOf } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { r } from "../i18n/en-report.js";

/** @param {{ user_id: number } | { chat_id: number, seq: number, text: string, sender: number }} about */
export function report(about) {
  dress("admin");
  dress("reports");
  const message = "seq" in about ? about : null;
  const title = message ? r.ofMessage : r.ofPerson(nameOf("user_id" in about ? about.user_id : 0));
  const problem = h("p.problem", { role: "alert" });
  const submit = h("button.button.button-bad", { type: "submit", "data-testid": "report-send" }, r.send);
  const reason = (/** @type {[string, string]} */ [value, label]) => h("label.admin-mode", null, h("input", { type: "radio", name: "reason", value, required: true }), label);
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    submit.disabled = true;
    try {
      const place = message ? { chat_id: message.chat_id, seq: message.seq } : about;
      await post("/reports", { ...place, reason: data.get("reason"), note: String(data.get("note") ?? "") || undefined });
      dialog.close();
      toast(r.sent);
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      submit.disabled = false;
    }
  };
  const form = h(
    "form.admin-form",
    { onsubmit: send },
    message ? h("blockquote.report-quote", { dir: "auto" }, h("strong", null, nameOf(message.sender)), h("p", null, message.text)) : null,
    h("p", null, message ? r.leadMessage : r.lead),
    h("fieldset.report-reasons", null, h("legend.caption", null, r.why), Object.entries(r.reasons).map(reason)),
    h("label.admin-field", null, h("span", null, r.note), h("textarea.input", { name: "note", rows: 2, maxlength: 200 })),
    problem,
    submit,
  );
  const dialog = h(
    "dialog",
    { "aria-label": title, "data-testid": "report" },
    h("header.dialog-head", null, h("h2", { dir: "auto" }, title), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-body", null, form),
  );
  showDialog(dialog);
}
