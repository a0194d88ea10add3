/** Details of the open chat: who is in it, and what its owner may do. */
import { ApiError, call, get, post } from "../lib/api.js";
import { h, fill, icon, iconButton, showDialog, toast } from "../lib/dom.js";
import { putUser } from "../lib/reduce.js";
import { changed, currentChat, nameOf, peer, state, titleOf, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, ms } from "../lib/time.js";
import { t } from "../i18n/en.js";
import { pickPeople } from "./people.js";
import { open } from "./route.js";

let isOpen = false;

/** @param {boolean} [to] */
export function toggleDrawer(to) {
  isOpen = to ?? !isOpen;
  const chat = currentChat();
  if (isOpen && chat && chat.members.size < chat.memberCount) void loadMembers(chat);
  changed();
}

/** All members: lists bring only the first few. @param {import("../lib/store.js").Chat} chat */
async function loadMembers(chat) {
  let cursor = null;
  do {
    const page = await get(`/chats/${chat.id}/members?limit=200${cursor ? `&cursor=${cursor}` : ""}`).catch(() => null);
    for (const member of page?.items ?? []) {
      putUser(member);
      chat.members.set(member.user_id, { user_id: member.user_id, role: member.role, read_seq: member.read_seq });
    }
    cursor = page?.next_cursor;
  } while (cursor);
  changed();
}

/** Does something that the server may refuse. @param {() => Promise<any>} act */
async function attempt(act) {
  try {
    await act();
    return true;
  } catch (error) {
    toast(error instanceof ApiError ? error.message : t.wrong);
    return false;
  }
}

/** @param {import("../lib/store.js").Chat} chat @param {import("../lib/store.js").Member} member */
function memberRow(chat, member) {
  const user = state.users.get(member.user_id);
  const name = member.user_id === state.me.id ? t.you : nameOf(member.user_id);
  const mayRemove = isOwner(chat) && member.user_id !== state.me.id;
  return h(
    "li.person",
    null,
    avatar(member.user_id, nameOf(member.user_id), { online: user?.online }),
    h("span.person-lines", null, h("strong", { dir: "auto" }, name), h("span", null, `@${user?.username ?? ""}`)),
    member.role === "owner" ? h("span.tag", null, t.owner) : null,
    mayRemove
      ? iconButton("close", t.removeMember(name), {
          onclick: () => attempt(() => call("DELETE", `/chats/${chat.id}/members/${member.user_id}`)),
        })
      : null,
  );
}

/** @param {import("../lib/store.js").Chat} chat */
const isOwner = (chat) => chat.members.get(state.me.id)?.role === "owner";

/** @param {import("../lib/store.js").Chat} chat */
function renameDialog(chat) {
  const input = h("input", { value: chat.title ?? "", maxlength: 100, "aria-label": t.groupTitle, required: true });
  const dialog = h(
    "dialog.dialog",
    { "aria-label": t.rename },
    h(
      "form",
      {
        onsubmit: async (/** @type {Event} */ event) => {
          event.preventDefault();
          if (await attempt(() => call("PATCH", `/chats/${chat.id}`, { title: input.value }))) dialog.close();
        },
      },
      h("h2", null, t.rename),
      h("label.field", null, h("span", null, t.groupTitle), input),
      h("div.actions", null, h("button.button", { type: "button", onclick: () => dialog.close() }, t.cancel), h("button.button.button-primary", null, t.save)),
    ),
  );
  showDialog(dialog);
}

/** @param {import("../lib/store.js").Chat} chat */
function leaveDialog(chat) {
  const dialog = h(
    "dialog.dialog",
    { "aria-label": t.leave },
    h("h2", null, t.leave),
    h("p", null, t.leaveAsk),
    h(
      "div.actions",
      null,
      h("button.button", { type: "button", onclick: () => dialog.close() }, t.cancel),
      h(
        "button.button.button-danger",
        {
          type: "button",
          onclick: async () => {
            dialog.close();
            if (await attempt(() => call("DELETE", `/chats/${chat.id}/members/me`))) open(null);
          },
        },
        t.leave,
      ),
    ),
  );
  showDialog(dialog);
}

/** @param {import("../lib/store.js").Chat} chat */
function content(chat) {
  const other = chat.kind === "direct" ? peer(chat) : undefined;
  const seen = other?.online ? t.online : other?.last_seen ? t.lastSeen(ago(ms(other.last_seen))) : t.neverSeen;
  const top = [
    h("header.drawer-head", null, h("h2", null, t.details), iconButton("close", t.close, { onclick: () => toggleDrawer(false) })),
    h(
      "div.profile",
      null,
      avatar(other?.id ?? chat.id, titleOf(chat), { size: "large", group: !other, online: other?.online }),
      h("strong", { dir: "auto" }, titleOf(chat)),
      h("span", null, other ? `@${other.username}` : t.members(chat.memberCount)),
      other ? h("span.quiet", null, seen) : null,
    ),
  ];
  if (chat.kind === "direct" || chat.removed) return top;
  const add = (/** @type {number[]} */ ids) => attempt(() => post(`/chats/${chat.id}/members`, { user_ids: ids }));
  const members = [...chat.members.values()].sort((a, b) => (a.role === b.role ? nameOf(a.user_id).localeCompare(nameOf(b.user_id)) : a.role === "owner" ? -1 : 1));
  return [
    ...top,
    isOwner(chat)
      ? h(
          "div.drawer-actions",
          null,
          h("button.button", { type: "button", onclick: () => pickPeople(t.addPeople, t.add, add) }, icon("people"), t.addPeople),
          h("button.button", { type: "button", onclick: () => renameDialog(chat) }, icon("pen"), t.rename),
        )
      : null,
    h("ul.people", { "aria-label": t.members(chat.memberCount) }, members.map((member) => memberRow(chat, member))),
    h("button.button.button-danger", { type: "button", onclick: () => leaveDialog(chat) }, icon("exit"), t.leave),
  ];
}

export function startDrawer() {
  const drawer = /** @type {HTMLElement} */ (document.getElementById("drawer"));
  let sign = "";
  addEventListener("tertulia:drawer", (event) => toggleDrawer(/** @type {CustomEvent} */ (event).detail));
  watch(() => {
    const chat = currentChat();
    const visible = isOpen && chat !== undefined;
    document.body.dataset.drawer = visible ? "open" : "";
    drawer.hidden = !visible;
    if (!visible) {
      sign = "";
      return;
    }
    const people = [...chat.members.values()].map((m) => `${m.user_id}${m.role}${nameOf(m.user_id)}${state.users.get(m.user_id)?.online}`);
    const next = [chat.id, titleOf(chat), chat.memberCount, chat.removed, ...people].join("|");
    if (next === sign) return;
    sign = next;
    fill(drawer, ...content(chat));
  });
}
