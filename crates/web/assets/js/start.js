/** Chooses the language, then starts the app: no text is read before. */
import { speak } from "./i18n/language.js";
import { t } from "./i18n/en.js";

await speak();
for (const [id, label] of Object.entries(t.regions)) document.getElementById(id)?.setAttribute("aria-label", label);
await import("./app.js");
