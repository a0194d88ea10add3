/** Finding people: one field, a list, perhaps several chosen. */
import { get } from "../lib/api.js";
import { h, fill, icon, showDialog } from "../lib/dom.js";
import { putUser } from "../lib/reduce.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";

const WAIT = 180;

/**
 * A search field with its results below.
 *
 * @param {(user: any) => void} pick
 * @param {(id: number) => boolean} [isChosen]
 */
export function finder(pick, isChosen) {
  const results = h("ul.people", { "aria-label": t.people });
  const note = h("p.quiet", { role: "status" }, t.peopleIntro);
  /** @type {any[]} */
  let found = [];
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const input = h("input", { type: "search", placeholder: t.peopleHint, "aria-label": t.people, "data-testid": "people-search", autocomplete: "off", autofocus: true });

  function draw() {
    fill(
      results,
      found.map((user) =>
        h(
          "li",
          null,
          h(
            "button.person",
            { type: "button", "data-testid": "person", "aria-pressed": isChosen ? String(isChosen(user.id)) : undefined, onclick: () => (pick(user), draw()) },
            avatar(user.id, user.display_name),
            h("span.person-lines", null, h("strong", { dir: "auto" }, user.display_name), h("span", null, `@${user.username}`)),
            isChosen?.(user.id) ? icon("check") : null,
          ),
        ),
      ),
    );
  }

  async function search() {
    const query = input.value.trim();
    const mine = ++asked;
    if (!query) {
      found = [];
      note.textContent = t.peopleIntro;
      return draw();
    }
    const page = await get(`/users?limit=30&query=${encodeURIComponent(query)}`).catch(() => null);
    // An answer that was overtaken by a later question is nobody's.
    if (mine !== asked) return undefined;
    found = (page?.items ?? []).filter((/** @type {any} */ user) => user.id !== state.me.id);
    for (const user of found) putUser({ ...state.users.get(user.id), ...user });
    note.textContent = page === null ? t.noNetwork : found.length === 0 ? t.nobodyFound(query) : "";
    return draw();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  return { input, results, note, draw };
}

/**
 * A dialog to choose several people.
 *
 * @param {string} title @param {string} label @param {(ids: number[]) => Promise<boolean>} done
 */
export function pickPeople(title, label, done) {
  /** @type {Map<number, any>} */
  const chosen = new Map();
  const count = h("p.quiet", { role: "status" });
  const button = h("button.button.button-primary", { disabled: true }, label);
  const find = finder(
    (user) => {
      if (!chosen.delete(user.id)) chosen.set(user.id, user);
      count.textContent = t.chosen(chosen.size);
      button.disabled = chosen.size === 0;
    },
    (id) => chosen.has(id),
  );
  const dialog = h(
    "dialog.dialog",
    { "aria-label": title },
    h(
      "form",
      {
        onsubmit: async (/** @type {Event} */ event) => {
          event.preventDefault();
          if (await done([...chosen.keys()])) dialog.close();
        },
      },
      h("h2", null, title),
      h("label.search", null, icon("search"), find.input),
      find.note,
      find.results,
      count,
      h("div.actions", null, h("button.button", { type: "button", onclick: () => dialog.close() }, t.cancel), button),
    ),
  );
  showDialog(dialog);
}
