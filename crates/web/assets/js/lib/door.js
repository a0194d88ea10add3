/** The pages before the app in the visitor's language: the server renders them in English. */
import { door } from "../i18n/en-entry.js";
import { language, speak } from "../i18n/language.js";

/** Fetches the language and says the page in it. To be called before anything else is written. */
export async function speakDoor() {
  const english = Object.entries(door);
  await speak();
  if (language === "en") return;
  const [title = "", ...rest] = document.title.split(" · ");
  const name = rest.join(" · ");
  const named = (/** @type {string} */ text) => text.replace("{}", () => name);
  const texts = new Map(english.map(([key, text]) => [named(text), named(door[/** @type {keyof typeof door} */ (key)])]));
  document.title = `${texts.get(title) ?? title} · ${name}`;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const said = node.nodeValue?.trim() ?? "";
    const text = texts.get(said);
    if (text !== undefined) node.nodeValue = node.nodeValue?.replace(said, () => text) ?? null;
  }
}
