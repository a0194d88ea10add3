/** The bell, and the list behind it. */
import { fill, h, icon, iconButton, showDialog } from "../lib/dom.js";
import { may } from "../lib/group.js";
import { loadOlder, markAll, markSeen } from "../lib/notices.js";
import { state, titleOf, watch } from "../lib/store.js";
import { avatar } from "../lib/text.js";
import { ago, day, dayKey, exact, ms } from "../lib/time.js";
import { n } from "../i18n/en-notices.js";
import { t } from "../i18n/en.js";
import { answers, attempt } from "./contact.js";
import { invitationAnswers } from "./invitations.js";
import { goTo, open } from "./route.js";
import { deviceName } from "./device.js";

/** @typedef {import("../lib/notices.js").Notice} Notice */

/** What is in view counts as seen after this long. */
const SEEN_MS = 1_200;

/** What a notification says. @param {Notice} notice */
export function lineOf(notice) {
  const who = state.users.get(notice.user?.id)?.display_name ?? notice.user?.display_name ?? n.somebody;
  const chat = notice.chat_id === null ? undefined : state.chats.get(notice.chat_id);
  const where = chat ? titleOf(chat) : (notice.chat_title ?? n.aGroup);
  if (notice.kind === "friend_request") return n.request(who);
  if (notice.kind === "friend_accepted") return n.accepted(who);
  if (notice.kind === "added_to_group") return n.added(who, where);
  if (notice.kind === "group_invitation") return n.invited(who, where);
  if (notice.kind === "join_request") return n.asks(who, where);
  if (notice.kind === "reply") return chat?.kind === "direct" ? n.replyDirect(who) : n.reply(who, where);
  if (notice.kind === "mention") return chat?.kind === "direct" ? n.mentionDirect(who) : n.mention(who, where);
  if (notice.notice === "sign_in") return n.signIn(deviceName(notice.device ?? ""));
  if (notice.notice === "password_changed") return n.passwordChanged;
  if (notice.notice === "signed_out") return n.signedOut;
  return n.other;
}

/** @param {HTMLDialogElement} dialog @param {Notice} notice @param {boolean} fresh */
function row(dialog, notice, fresh) {
  const face = notice.user
    ? avatar(notice.user.id, notice.user.display_name, { size: "medium" })
    : h("span.row-icon", null, icon(notice.kind === "security" ? "shield" : "bell"));
  const at = ms(notice.created_at);
  const chat = notice.chat_id === null ? undefined : state.chats.get(notice.chat_id);
  const contact = notice.kind === "friend_request" ? state.contacts.get(notice.user?.id) : undefined;
  const lines = h(
    "span.row-lines",
    null,
    h("span.notice-line", { dir: "auto" }, lineOf(notice)),
    notice.notice === "sign_in" ? h("small", null, n.signInHint) : null,
    h("small", null, h("time", { datetime: notice.created_at, title: exact(at) }, ago(at))),
  );
  const dot = fresh ? h("span.notice-dot", { role: "img", "aria-label": n.unread }) : null;
  const marks = { class: fresh ? "row notice is-fresh" : "row notice", "data-testid": "notice", "data-kind": notice.kind, "data-read": String(notice.read_at !== null) };
  if (chat && !chat.removed) {
    const go = () => {
      dialog.close();
      if (!notice.read_at) void markSeen([notice.id]).catch(() => {});
      if (notice.seq) goTo(chat.id, notice.seq);
      else open(chat.id);
      if (notice.kind === "join_request" && may(chat, "add")) void attempt(async () => (await import("./group-requests.js")).requestsDialog(chat.id));
    };
    return h("li", null, h("button.row", { ...marks, type: "button", onclick: go }, face, lines, dot));
  }
  const invitation = notice.kind === "group_invitation" ? state.groupInvitations.find((one) => one.chat_id === notice.chat_id) : undefined;
  if (invitation) return h("li.row", marks, face, lines, invitationAnswers(invitation, () => dialog.close()), dot);
  return h("li.row", marks, face, lines, contact?.request?.incoming ? answers(contact) : null, dot);
}

/** @param {HTMLDialogElement} dialog @param {Set<number>} fresh */
function content(dialog, fresh) {
  if (state.notices.length === 0) {
    return h("div.empty", null, h("div.empty-art", { "aria-hidden": "true" }, icon("bell")), h("h2", null, n.none), h("p", null, n.noneHint));
  }
  /** @type {any[]} */
  const parts = [];
  let key = "";
  for (const notice of state.notices) {
    const at = ms(notice.created_at);
    if (dayKey(at) !== key) {
      key = dayKey(at);
      parts.push(h("h3.caption", null, day(at)), h("ul", { "aria-label": day(at) }));
    }
    parts.at(-1).append(row(dialog, notice, fresh.has(notice.id)));
  }
  if (state.noticesCursor) parts.push(h("button.row.row-accent", { type: "button", onclick: () => attempt(loadOlder) }, n.more));
  return parts;
}

/** What the dialog depends on. */
const signOf = () => JSON.stringify([state.notices, state.noticesCursor, [...state.contacts.values()].map((c) => c.request?.id ?? 0), state.chats.size, state.groupInvitations]);

export function notices() {
  const body = h("div.dialog-body", null);
  const all = h("button.link", { type: "button", "data-testid": "mark-all", onclick: () => attempt(markAll) }, n.markAll);
  const dialog = h(
    "dialog.tall",
    { "aria-label": n.title, "data-testid": "notices" },
    h("header.dialog-head", null, h("h2", null, n.title), all, iconButton("close", t.close, { onclick: () => dialog.close() })),
    body,
  );
  /** Unread when it was shown: it stays marked until one closes the list. @type {Set<number>} */
  const fresh = new Set();
  let sign = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const see = () => {
    timer = undefined;
    const unread = state.notices.filter((one) => !one.read_at).map((one) => one.id);
    if (unread.length > 0 && !document.hidden) void markSeen(unread).catch(() => {});
  };
  const draw = () => {
    all.hidden = state.unreadNotices === 0;
    for (const one of state.notices) if (!one.read_at) fresh.add(one.id);
    if (state.unreadNotices > 0) timer ??= setTimeout(see, SEEN_MS);
    const next = signOf();
    if (next === sign) return;
    sign = next;
    fill(body, content(dialog, fresh));
  };
  const stop = watch(draw);
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    stop();
  });
  draw();
  showDialog(dialog);
}

/** The bell with its counter. */
export function bell() {
  const dot = h("span.badge.badge-corner", { hidden: true, "data-testid": "unread-notices" });
  const button = iconButton("bell", n.title, { "data-testid": "bell", onclick: notices });
  button.append(dot);
  watch(() => {
    const unread = state.unreadNotices;
    const text = unread > 99 ? "99+" : String(unread || "");
    if (dot.textContent === text) return;
    dot.hidden = unread === 0;
    dot.textContent = text;
    button.setAttribute("aria-label", n.bell(text));
  });
  return button;
}
