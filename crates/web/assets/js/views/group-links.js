/** Links that let people into a group: making them, handing them on, taking them back. */
import { call, get, post } from "../lib/api.js";
import { fill, h, icon, toast } from "../lib/dom.js";
import { dress } from "../lib/dress.js";
import { may } from "../lib/group.js";
import { state, titleOf } from "../lib/store.js";
import { deadline, exact, ms } from "../lib/time.js";
import { g } from "../i18n/en-groups.js";
import { attempt } from "./contact.js";
import { dialogOf } from "./group-parts.js";
import { toggle } from "./settings-parts.js";

/** @typedef {{ code: string, link: string, made_by: number | null, expires_at: string, max_uses: number | null, uses: number, approval: boolean }} Code */

const USES = [0, 1, 5, 10, 50, 100, 1_000];

/** @param {string} link */
async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    toast(g.copied);
  } catch {
    // Then it can at least be read.
    toast(link);
  }
}

/** @param {string} title @param {string} link */
const share = (title, link) => navigator.share({ title, url: link }).catch(() => {});

/** The link as a picture; the server draws it. @param {number} id @param {Code} code */
function picture(id, code) {
  const image = h("img.qr", { src: `/api/v1/chats/${id}/join-codes/${code.code}/qr`, alt: g.qrOf(titleOf(/** @type {any} */ (state.chats.get(id)))), width: 220, height: 220, "data-testid": "code-qr" });
  const place = h("div.code-qr", null, image);
  image.addEventListener("error", () => fill(place, h("p.note", { role: "alert" }, g.qrLost)));
  return place;
}

/** @param {Code} code */
const facts = (code) => [code.max_uses === null ? g.used(code.uses) : g.usedOf(code.uses, code.max_uses), g.until(deadline(ms(code.expires_at)))].join(" · ");

/** @param {number} id @param {Code} code @param {boolean} opened @param {() => void} again */
function row(id, code, opened, again) {
  const chat = /** @type {import("../lib/store.js").Chat} */ (state.chats.get(id));
  const revoke = () =>
    attempt(async () => {
      await call("DELETE", `/chats/${id}/join-codes/${code.code}`);
      again();
    });
  const place = h("div", null, opened ? picture(id, code) : null);
  const turn = () => {
    const shown = place.childElementCount > 0;
    fill(place, shown ? null : picture(id, code));
    qr.setAttribute("aria-expanded", String(!shown));
  };
  const qr = h("button.link", { type: "button", "data-testid": "code-show-qr", "aria-expanded": String(opened), onclick: turn }, g.qr);
  const mine = code.made_by === state.me.id || may(chat, "revokeCodes");
  const shares = typeof navigator.share === "function" && matchMedia("(hover: none)").matches;
  return h(
    "li.code",
    { "data-testid": "join-code", "data-code": code.code },
    h("div.code-top", null, h("code", { "data-testid": "code-link" }, code.link.replace(/^https?:\/\//, "")), code.approval ? h("span.tag", null, g.asksFirst) : null),
    h("small", { title: exact(ms(code.expires_at)) }, facts(code)),
    h(
      "div.code-acts",
      null,
      h("button.button.button-small.button-primary", { type: "button", "data-testid": "code-copy", onclick: () => copy(code.link) }, icon("copy"), g.copy),
      shares ? h("button.link", { type: "button", onclick: () => share(titleOf(chat), code.link) }, g.share) : null,
      qr,
      mine ? h("button.link.is-bad", { type: "button", "data-testid": "code-revoke", "aria-label": g.revokeOf(code.code), onclick: revoke }, g.revoke) : null,
    ),
    place,
  );
}

/** @param {string} label @param {string} name @param {[number, string][]} values @param {number} chosen */
function choice(label, name, values, chosen) {
  return h("label.form-field", null, h("span", null, label), h("select.input", { name }, values.map(([value, text]) => h("option", { value, selected: value === chosen }, text))));
}

/** @param {number} id */
export function linksDialog(id) {
  dress("groups-more");
  const list = h("ul.codes", { "aria-label": g.openLinks }, h("li.waiting-item", { "aria-hidden": "true" }, h("span.skeleton", null), h("span.skeleton", null)));
  const problem = h("p.problem", { role: "alert" });
  const make = h("button.button.button-primary", { type: "submit", "data-testid": "code-make" }, g.make);
  let approval = false;
  /** @param {string} [opened] the code whose picture is shown */
  async function load(opened) {
    try {
      const { items } = await get(`/chats/${id}/join-codes`);
      fill(list, items.map((/** @type {Code} */ code) => row(id, code, code.code === opened, load)));
      // Whoever has links wants one of them; whoever has none makes one.
      fresh.open = items.length === 0;
      lead.hidden = items.length > 0;
      if (opened) list.firstElementChild?.scrollIntoView({ block: "nearest" });
    } catch (error) {
      fill(list, h("li.note", { role: "alert" }, /** @type {Error} */ (error).message));
    }
  }
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
    make.disabled = true;
    problem.textContent = "";
    try {
      const code = await post(`/chats/${id}/join-codes`, { expires_in_s: Number(data.get("lasts")), max_uses: Number(data.get("uses")) || undefined, approval });
      await load(code.code);
      list.querySelector("button")?.focus({ preventScroll: true });
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
    }
    make.disabled = false;
  };
  const form = h(
    "form.form",
    { onsubmit: submit },
    h("div.form-pair", null, choice(g.ends, "lasts", g.lasts, 604_800), choice(g.uses, "uses", USES.map((n) => [n, n === 0 ? g.usesAny : g.usesOf(n)]), 0)),
    toggle(g.approval, g.approvalHint, false, (on) => (approval = on), { name: "approval" }),
    problem,
    make,
  );
  const lead = h("p.quiet.links-lead", null, g.linksLead);
  const fresh = h("details.group-more.new-link", { open: true }, h("summary", { "data-testid": "code-new" }, g.newLink), form);
  dialogOf(g.links, "group-links-page", { tall: true }, list, lead, fresh);
  void load();
}
