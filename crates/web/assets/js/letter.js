/** The pages that letters lead to: a forgotten password, a new one, an address to confirm, no more letters. */
import { ApiError, call, post } from "./lib/api.js";
import { clear } from "./lib/cache.js";
import { speakDoor } from "./lib/door.js";
import { l } from "./i18n/en-letter.js";
import { t } from "./i18n/en.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("form"));
const notice = /** @type {HTMLElement} */ (document.getElementById("notice"));
const lead = /** @type {HTMLElement} */ (document.getElementById("lead"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const address = form.querySelector("[data-step=address]");
const mode = form.dataset.mode ?? "";

// What opens stays in this page: neither in the address bar nor in the history.
const token = location.hash.slice(1);
if (token) history.replaceState(null, "", location.pathname);

/** @param {string} text */
function tell(text) {
  notice.textContent = text;
  notice.hidden = false;
}

/** @param {string} field @param {string} text */
function complain(field, text) {
  const place = form.querySelector(`[data-for="${CSS.escape(field)}"]`) ?? form.querySelector('[data-for="form"]');
  if (place) place.textContent = text;
  const input = form.elements.namedItem(field);
  if (input instanceof HTMLInputElement) {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}

/** The end of this page's work. @param {string} text */
function done(text) {
  form.hidden = true;
  lead.hidden = true;
  tell(text);
}

const email = () => String(new FormData(form).get("email") ?? "").trim();

/** @type {Record<string, () => Promise<void>>} what each page does */
const acts = {
  async forgot() {
    await post("/password-resets", { email: email() });
    done(l.onItsWay);
  },
  async reset() {
    const password = String(new FormData(form).get("password") ?? "");
    await call("PUT", `/password-resets/${encodeURIComponent(token)}`, { password });
    await clear();
    location.assign("/login?why=password");
  },
  async again() {
    await post("/email-confirmations", { email: email() });
    done(l.againOnItsWay);
  },
  async confirm() {
    await call("PUT", `/email-confirmations/${encodeURIComponent(token)}`);
    done(l.confirmed);
  },
  async unsubscribe() {
    await post(`/unsubscriptions/${encodeURIComponent(token)}`, {});
    done(l.unsubscribed);
  },
};

const act = mode === "confirm" && !token ? "again" : mode;
if (act === "confirm") address?.remove();

/** The listener below doesn't wait for it: a form that is sent before would go out by itself. */
const spoken = speakDoor().then(() => {
  if (act === "again") {
    lead.textContent = l.again;
    button.textContent = l.sendAgain;
  }
  if ((mode === "reset" || mode === "unsubscribe") && !token) done(l.noLink);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await spoken;
  for (const place of form.querySelectorAll(".error")) place.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const empty = [...form.querySelectorAll("input")].find((input) => !input.value.trim());
  if (empty) return complain(empty.name, t.fillIn);
  button.disabled = true;
  try {
    await acts[act]?.();
  } catch (error) {
    if (!(error instanceof ApiError)) complain("form", t.wrong);
    else if (error.code.startsWith("password")) complain("password", error.message);
    else if (mode === "unsubscribe" && error.code === "link_invalid") complain("form", l.noSuchLink);
    else complain(error.field ?? "form", error.message);
  } finally {
    button.disabled = false;
  }
});
