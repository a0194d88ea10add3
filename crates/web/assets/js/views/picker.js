/** Finding people: a search box with its results, and a dialog to choose several. */
import { get } from "../lib/api.js";
import { fill, h, icon, iconButton, keyed, showDialog } from "../lib/dom.js";
import { state } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { t } from "../i18n/en.js";

/** @typedef {{ id: number, username: string, display_name: string, online: boolean }} Person */

const PAUSE_MS = 180;

/** People one shares a chat with. @param {string} query @returns {Person[]} */
export function acquainted(query) {
  const q = query.toLowerCase();
  const fits = (/** @type {Person} */ u) => u.id !== state.me.id && (u.display_name.toLowerCase().includes(q) || u.username.toLowerCase().includes(q));
  return [...state.users.values()].filter(fits).sort((a, b) => a.display_name.localeCompare(b.display_name));
}

/** A row about somebody. @param {Person} person @param {() => void} act @param {boolean | null} chosen null: nothing to tick */
export function personRow(person, act, chosen) {
  return h(
    "button.row",
    { type: "button", "data-testid": "person", "data-user": person.id, "data-username": person.username, "aria-pressed": chosen === null ? undefined : String(chosen), onclick: act },
    avatar(person.id, person.display_name, { size: "medium", online: person.online }),
    h("span.row-lines", null, h("strong", { dir: "auto" }, person.display_name), h("small", null, `@${person.username}`)),
    chosen === null ? null : h("span.tickbox", null, icon("check")),
  );
}

/**
 * A search box and what it finds; those one knows at once, everybody after a pause.
 *
 * @param {{ act: (person: Person) => void, chosen?: (id: number) => boolean, without?: Set<number> }} of
 */
export function peopleSearch(of) {
  const input = h("input", { type: "search", "data-testid": "people-search", placeholder: t.peopleHint, "aria-label": t.people, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const list = h("div", { role: "group", "aria-label": t.people });
  const note = h("p.note", { role: "status" });
  /** @type {Person[]} */
  let found = [];
  let asked = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function draw() {
    const people = found.filter((p) => p.id !== state.me.id && !of.without?.has(p.id));
    keyed(list, people, (p) => String(p.id), (p) => `${of.chosen?.(p.id)}|${p.online}`, (p) => personRow(p, () => of.act(p), of.chosen ? of.chosen(p.id) : null));
    const query = input.value.trim();
    note.hidden = people.length > 0;
    note.textContent = query === "" ? t.peopleIntro : asked === query ? t.nobodyFound(query) : t.searching;
  }

  async function search() {
    const query = input.value.trim();
    if (query === "") return;
    const page = await get(`/users?limit=30&query=${encodeURIComponent(query)}`).catch(() => null);
    if (query !== input.value.trim()) return;
    asked = query;
    if (page) {
      const here = found.filter((p) => !page.items.some((/** @type {Person} */ item) => item.id === p.id));
      const others = page.items.map((/** @type {Person} */ p) => ({ ...p, online: state.users.get(p.id)?.online ?? false }));
      found = [...here, ...others];
    }
    draw();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    found = acquainted(input.value.trim());
    draw();
    timer = setTimeout(search, PAUSE_MS);
  });
  // Down goes into the results, as everywhere.
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const first = list.querySelector("button");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
    if (event.key === "Enter" && first) {
      event.preventDefault();
      first.click();
    }
  });
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => roam(event, input));
  found = acquainted("");
  draw();
  return { box: h("label.search", null, icon("search"), input), list: [list, note], input, draw };
}

/** Up and down among rows. @param {KeyboardEvent} event @param {HTMLElement} above */
export function roam(event, above) {
  const row = /** @type {HTMLElement} */ (event.target).closest(".row");
  if (event.key === "ArrowDown") (/** @type {HTMLElement | null} */ (row?.nextElementSibling))?.focus();
  else if (event.key === "ArrowUp") (/** @type {HTMLElement} */ (row?.previousElementSibling ?? above)).focus();
  else return;
  event.preventDefault();
}

/** The chosen ones above the list. @param {Map<number, Person>} chosen @param {(id: number) => void} drop */
function chips(chosen, drop) {
  return [...chosen.values()].map((p) =>
    h("button.chip", { type: "button", title: t.unpick(p.display_name), "aria-label": t.unpick(p.display_name), onclick: () => drop(p.id) }, h("span", { dir: "auto" }, p.display_name), icon("close")),
  );
}

/**
 * Choosing several people: search, chips, and what is chosen.
 *
 * @param {Set<number>} without @param {() => void} changed
 */
export function peopleChoice(without, changed) {
  /** @type {Map<number, Person>} */
  const chosen = new Map();
  const shelf = h("div.chips", null);
  const turn = (/** @type {Person} */ person) => {
    if (!chosen.delete(person.id)) chosen.set(person.id, person);
    fill(shelf, chips(chosen, (id) => turn(/** @type {Person} */ (chosen.get(id)))));
    search.draw();
    changed();
  };
  const search = peopleSearch({ act: turn, chosen: (id) => chosen.has(id), without });
  return { chosen, shelf, search };
}

/**
 * A dialog to choose several people.
 *
 * @param {{ title: string, action: string, without: Set<number>, done: (ids: number[]) => Promise<void> }} of
 */
export function pickPeople(of) {
  const problem = h("p.problem", { role: "alert" });
  const count = h("span.quiet", { role: "status" });
  const choice = peopleChoice(of.without, () => {
    go.disabled = choice.chosen.size === 0;
    count.textContent = choice.chosen.size > 0 ? t.chosen(choice.chosen.size) : "";
  });
  const act = async () => {
    go.disabled = true;
    try {
      await of.done([...choice.chosen.keys()]);
      dialog.close();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      go.disabled = false;
    }
  };
  const go = h("button.button.button-primary", { type: "button", "data-testid": "pick-done", disabled: true, onclick: act }, of.action);
  const dialog = h(
    "dialog.tall",
    { "aria-label": of.title },
    h("header.dialog-head", null, h("h2", null, of.title), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-top", null, choice.search.box, choice.shelf, problem),
    h("div.dialog-body", null, choice.search.list),
    h("footer.dialog-foot", null, count, go),
  );
  showDialog(dialog);
  choice.search.input.focus();
}
