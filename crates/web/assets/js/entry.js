/** The pages before the app: log in, sign up, set up. */
import { ApiError, post } from "./lib/api.js";
import { clear } from "./lib/cache.js";
import { t } from "./i18n/en.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("form"));
const notice = document.getElementById("notice");

const why = new URLSearchParams(location.search).get("why");
if (notice && (why === "over" || why === "out")) {
  notice.textContent = why === "over" ? t.sessionOver : t.loggedOut;
  notice.hidden = false;
}

/** @param {string} field @param {string} text */
function complain(field, text) {
  const place = form?.querySelector(`[data-for="${CSS.escape(field)}"]`) ?? form?.querySelector('[data-for="form"]');
  if (place) place.textContent = text;
  const input = form?.elements.namedItem(field);
  if (input instanceof HTMLInputElement) {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }
}

/** The field that a problem is about. @param {ApiError} error */
function fieldOf(error) {
  if (error.field) return error.field;
  if (error.code.startsWith("username")) return "username";
  if (error.code.startsWith("email")) return "email";
  if (error.code.startsWith("password")) return "password";
  return "form";
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  for (const place of form.querySelectorAll(".error")) place.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const data = new FormData(form);
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
  const mode = form.dataset.mode;
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  try {
    if (mode === "login") {
      const remember = data.get("remember") === "on";
      await post("/sessions", { login: text("login"), password: text("password"), cookie: true, remember });
    } else {
      await post("/accounts", {
        username: text("username"),
        email: text("email"),
        password: text("password"),
        display_name: text("display_name") || undefined,
        setup_token: form.dataset.token || undefined,
        cookie: true,
      });
    }
    // Whoever was here before leaves nothing behind for this person.
    await clear();
    location.assign("/");
  } catch (error) {
    if (error instanceof ApiError) complain(fieldOf(error), error.message);
    else complain("form", t.wrong);
  } finally {
    if (button) button.disabled = false;
  }
});
