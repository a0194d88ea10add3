/** Friends, requests and blocked people. */
import { blocked, cancel, friends, incoming, outgoing, unblock } from "../lib/contacts.js";
import { fill, h, icon, iconButton, showDialog } from "../lib/dom.js";
import { nameOf, state, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { answers, attempt } from "./contact.js";
import { newChat, startDirect } from "./newchat.js";
import { presence } from "./presence.js";
import { invitationRows } from "./invitations.js";
import { suggestions } from "./suggestions.js";

/** @typedef {import("../lib/store.js").Contact} Contact */
/** @typedef {"friends" | "requests" | "blocked"} Tab */

/** @param {Contact} contact @param {string} line @param {any} [end] @param {any} [more] */
function card(contact, line, end, more) {
  const user = state.users.get(contact.id);
  return h(
    "li.row.contact",
    { "data-testid": "contact", "data-user": contact.id },
    avatar(contact.id, nameOf(contact.id), { size: "medium", online: user?.online }),
    h("span.row-lines", null, h("strong", { dir: "auto" }, nameOf(contact.id)), h("small", null, line), more),
    end,
  );
}

/** @param {HTMLDialogElement} dialog @param {Contact} contact */
function friend(dialog, contact) {
  const user = state.users.get(contact.id);
  const line = presence(user);
  const write = () =>
    attempt(async () => {
      await startDirect(contact.id);
      dialog.close();
    });
  return h(
    "li",
    null,
    h(
      "button.row",
      { type: "button", "data-testid": "friend", "data-user": contact.id, onclick: write },
      avatar(contact.id, nameOf(contact.id), { size: "medium", online: user?.online }),
      h("span.row-lines", null, h("strong", { dir: "auto" }, nameOf(contact.id)), h(`small.is-${line.kind}`, null, line.text || `@${user?.username ?? ""}`)),
    ),
  );
}

/** @param {Contact} contact */
function asked(contact) {
  const note = contact.request?.note ? h("q.request-note", { dir: "auto" }, contact.request.note) : null;
  return card(contact, `@${state.users.get(contact.id)?.username ?? ""} · ${ago(ms(contact.request?.created_at ?? ""))}`, answers(contact), note);
}

/** @param {Contact} contact */
function waiting(contact) {
  const end = h("button.link", { type: "button", "data-testid": "cancel-request", onclick: () => attempt(() => cancel(contact)) }, t.cancelRequestShort);
  return card(contact, t.askedWhen(ago(ms(contact.request?.created_at ?? ""))), end);
}

/** @param {Contact} contact */
function shut(contact) {
  const end = h("button.link", { type: "button", "data-testid": "unblock", "aria-label": t.unblock(nameOf(contact.id)), onclick: () => attempt(() => unblock(contact.id)) }, t.unblockShort);
  return card(contact, `@${state.users.get(contact.id)?.username ?? ""}`, end);
}

/** @param {string} title @param {any[]} rows */
const section = (title, rows) => (rows.length > 0 ? [h("h3.caption", null, title), h("ul", null, rows)] : []);

/** @param {HTMLDialogElement} dialog @param {Tab} tab */
function content(dialog, tab) {
  if (tab === "friends") {
    const all = friends();
    if (all.length > 0) return h("div", null, h("ul", { "aria-label": t.friends }, all.map((c) => friend(dialog, c))), suggestions());
    const find = () => {
      dialog.close();
      newChat();
    };
    const empty = h("div.empty", null, h("div.empty-art", { "aria-hidden": "true" }, icon("people")), h("h2", null, t.noFriends), h("p", null, t.noFriendsHint), h("button.button", { type: "button", onclick: find }, t.people));
    return h("div", null, empty, suggestions());
  }
  if (tab === "requests") {
    const groups = section(t.intoGroups, invitationRows(() => dialog.close()));
    const rows = [...groups, ...section(t.incoming, incoming().map(asked)), ...section(t.outgoing, outgoing().map(waiting))];
    return rows.length > 0 ? h("div", null, rows) : h("p.note", null, t.noRequests);
  }
  const all = blocked();
  return all.length > 0 ? h("ul", { "aria-label": t.blockedPeople }, all.map(shut)) : h("p.note", null, t.noBlocks);
}

/** What the dialog depends on. @param {Tab} tab */
const signOf = (tab) =>
  JSON.stringify([tab, state.groupInvitations, [...state.contacts.values()], tab === "friends" && friends().map((c) => presence(state.users.get(c.id)).text)]);

/** @param {Tab} [first] */
export function people(first = incoming().length + state.groupInvitations.length > 0 ? "requests" : "friends") {
  let tab = first;
  const body = h("div.dialog-body", { role: "tabpanel" });
  const tabs = h("div.segments", { role: "tablist" });
  const dialog = h(
    "dialog.tall",
    { "aria-label": t.contacts, "data-testid": "people" },
    h("header.dialog-head", null, h("h2", null, t.contacts), iconButton("close", t.close, { onclick: () => dialog.close() })),
    h("div.dialog-top", null, tabs),
    body,
  );
  let sign = "";
  const draw = () => {
    const next = signOf(tab);
    if (next === sign) return;
    sign = next;
    /** @type {[Tab, string][]} */
    const names = [["friends", t.friends], ["requests", t.requests(incoming().length + state.groupInvitations.length)], ["blocked", t.blockedPeople]];
    const focused = tabs.contains(document.activeElement);
    fill(
      tabs,
      names.map(([value, label]) => {
        const turn = () => {
          tab = value;
          draw();
        };
        return h("button.segment", { type: "button", role: "tab", "aria-selected": String(value === tab), "data-testid": `tab-${value}`, onclick: turn }, label);
      }),
    );
    if (focused) /** @type {HTMLElement | null} */ (tabs.querySelector('[aria-selected="true"]'))?.focus();
    fill(body, content(dialog, tab));
  };
  const stop = watch(draw);
  dialog.addEventListener("close", stop);
  draw();
  showDialog(dialog);
}
