/** The pages before the app: log in, sign up, set up. */
import { ApiError, post } from "./lib/api.js";
import { clear } from "./lib/cache.js";
import { speakDoor } from "./lib/door.js";
import { keepNext, passOn, takeNext } from "./lib/next.js";
import { t } from "./i18n/en.js";

const form = /** @type {HTMLFormElement | null} */ (document.getElementById("form"));
const notice = document.getElementById("notice");

passOn();
/** The listener below doesn't wait for it: a form that is sent before would go out by itself. */
const spoken = speakDoor();

/** Why one is here, if there is a reason. */
function tellWhy() {
  const why = new URLSearchParams(location.search).get("why");
  if (notice && (why === "over" || why === "out" || why === "suspended" || why === "gone" || why === "password")) {
    notice.textContent = { over: t.sessionOver, out: t.loggedOut, suspended: t.suspended, gone: t.gone, password: t.passwordChosen }[why];
    notice.hidden = false;
  }
}
void spoken.then(tellWhy);

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
  if (error.code === "email_taken") return "email";
  if (error.code.startsWith("password")) return "password";
  if (error.code.startsWith("totp")) return "totp";
  return "form";
}

/** The letter may have got lost. */
function offerAgain() {
  const link = document.createElement("a");
  link.href = "/confirm";
  link.textContent = t.sendAgain;
  form?.querySelector('[data-for="form"]')?.append(" ", link);
}

/** Nobody is signed in yet. @param {string} email */
async function waitForLetter(email) {
  await clear();
  keepNext();
  form?.remove();
  if (!notice) return;
  notice.textContent = t.letterSent(email);
  notice.hidden = false;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await spoken;
  for (const place of form.querySelectorAll(".error")) place.textContent = "";
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const data = new FormData(form);
  const text = (/** @type {string} */ name) => String(data.get(name) ?? "");
  const mode = form.dataset.mode;
  const empty = [...form.querySelectorAll("input[required]")].filter((input) => !text(input.getAttribute("name") ?? "").trim());
  if (empty.length > 0) {
    // The first one last: it is where the cursor goes.
    for (const input of empty.reverse()) complain(input.getAttribute("name") ?? "", t.fillIn);
    return;
  }
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  try {
    if (mode === "login") {
      const remember = data.get("remember") === "on";
      await post("/sessions", { login: text("login"), password: text("password"), totp: text("totp") || undefined, cookie: true, remember });
    } else {
      const made = await post("/accounts", {
        username: text("username"),
        email: text("email"),
        password: text("password"),
        display_name: text("display_name") || undefined,
        setup_token: (mode === "setup" && form.dataset.token) || undefined,
        invitation: (mode === "register" && form.dataset.token) || undefined,
        cookie: true,
      });
      // The address has to be confirmed before the first login.
      if (!made.user) return await waitForLetter(made.email);
    }
    // Whoever was here before leaves nothing behind for this person.
    await clear();
    location.assign(takeNext());
  } catch (error) {
    const second = document.getElementById("second");
    if (second && error instanceof ApiError && error.code.startsWith("totp")) second.hidden = false;
    if (error instanceof ApiError) complain(fieldOf(error), error.message);
    if (error instanceof ApiError && error.code === "email_unverified") offerAgain();
    if (!(error instanceof ApiError)) complain("form", t.wrong);
  } finally {
    if (button) button.disabled = false;
  }
});
