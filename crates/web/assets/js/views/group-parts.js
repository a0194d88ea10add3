/** What the views of groups are made of: dialogs, questions, lists that go on as one scrolls. */
import { fill, h, icon, iconButton, showDialog } from "../lib/dom.js";
import { watch } from "../lib/store.js";
import { t } from "../i18n/en.js";
import { g } from "../i18n/en-groups.js";

/** @param {string} title @param {string} test @param {{ tall?: boolean, top?: any, foot?: any }} look @param {...any} body */
export function dialogOf(title, test, look, ...body) {
  const node = h(
    look.tall ? "dialog.tall" : "dialog",
    { "aria-label": title, "data-testid": test },
    h("header.dialog-head", null, h("h2", null, title), iconButton("close", t.close, { onclick: () => node.close() })),
    look.top ? h("div.dialog-top", null, look.top) : null,
    h("div.dialog-body", null, body),
    look.foot ? h("footer.dialog-foot", null, look.foot) : null,
  );
  showDialog(node);
  return /** @type {HTMLDialogElement} */ (node);
}

/** Draws now, and after every change while a dialog is open. @param {HTMLDialogElement} dialog @param {() => void} draw */
export function live(dialog, draw) {
  const stop = watch(draw);
  dialog.addEventListener("close", stop);
  draw();
}

/**
 * A plain question before what can't be undone.
 *
 * @param {{ title: string, lead: string, yes: string, bad?: boolean, act: () => Promise<unknown> }} of
 */
export function ask(of) {
  const problem = h("p.problem", { role: "alert" });
  const act = async () => {
    go.disabled = true;
    problem.textContent = "";
    try {
      await of.act();
      dialog.close();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      go.disabled = false;
    }
  };
  const go = h(`button.button.${of.bad ? "button-bad" : "button-primary"}`, { type: "button", "data-testid": "ask-go", onclick: act }, of.yes);
  const no = h("button.button", { type: "button", autofocus: true, onclick: () => dialog.close() }, g.cancel);
  const dialog = dialogOf(of.title, "ask", { foot: [no, go] }, h("div.ask-lead", null, h("p", null, of.lead), problem));
  return dialog;
}

/** @param {string} glyph @param {string} title @param {string} [hint] @param {any} [more] */
export const nothing = (glyph, title, hint, more) =>
  h("div.empty", null, h("div.empty-art", { "aria-hidden": "true" }, icon(glyph)), h("h2", null, title), hint ? h("p", null, hint) : null, more);

const skeletons = () => Array.from({ length: 4 }, () => h("li.waiting-item", { "aria-hidden": "true" }, h("span.skeleton", null), h("span.skeleton", null)));

/**
 * A list that is fetched page by page as one comes to its end.
 *
 * @param {{ label: string, load: (cursor: string | null) => Promise<{ items: any[], next_cursor: string | null }>, row: (item: any, list: { reload: () => Promise<void> }) => HTMLElement, empty: () => HTMLElement }} of
 */
export function paged(of) {
  const list = h("ul", { "aria-label": of.label }, skeletons());
  const end = h("div.list-end", null);
  const node = h("div", null, list, end);
  /** @type {string | null} */
  let cursor = null;
  let round = 0;
  let busy = false;

  async function next(fresh = false) {
    if (busy && !fresh) return;
    const mine = fresh ? (round += 1) : round;
    busy = true;
    try {
      const page = await of.load(fresh ? null : cursor);
      if (mine !== round) return;
      cursor = page.next_cursor;
      const rows = page.items.map((item) => of.row(item, self));
      if (fresh) fill(list, rows);
      else list.append(...rows);
      fill(end, list.childElementCount === 0 ? of.empty() : null);
    } catch (error) {
      if (mine !== round) return;
      cursor = null;
      if (fresh) fill(list);
      fill(end, h("p.note", { role: "alert" }, /** @type {Error} */ (error).message, " ", h("button.link", { type: "button", onclick: () => next(true) }, g.again)));
    } finally {
      if (mine === round) busy = false;
    }
    // A page that doesn't fill the view doesn't scroll.
    if (mine === round && cursor) requestAnimationFrame(() => near() && void next());
  }
  const near = () => end.isConnected && end.getBoundingClientRect().top < innerHeight + 300;
  const seen = new IntersectionObserver((all) => all.some((one) => one.isIntersecting) && cursor && void next());
  seen.observe(end);
  const self = { node, reload: () => next(true) };
  return self;
}
