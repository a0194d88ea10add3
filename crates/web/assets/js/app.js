/** Starts the client: what is kept here first, then the server, then live. */
import { t } from "./i18n/en.js";
import { choose } from "./i18n/language.js";
import { ApiError, call, get } from "./lib/api.js";
import * as cache from "./lib/cache.js";
import { loadContacts } from "./lib/contacts.js";
import { loadInvitations } from "./lib/joining.js";
import { asking } from "./lib/next.js";
import { greet } from "./lib/members.js";
import { loadNotices } from "./lib/notices.js";
import { keepPush } from "./lib/push.js";
import { toast } from "./lib/dom.js";
import { uncounted, unquoted } from "./lib/life.js";
import { loadUncounted, loadUnknown, loadUnquoted, stuck } from "./lib/history.js";
import * as outbox from "./lib/outbox.js";
import * as reading from "./lib/reading.js";
import { applyEvent, applySync, putChat } from "./lib/reduce.js";
import { Socket } from "./lib/socket.js";
import { changed, state, unknown, watch } from "./lib/store.js";
import { alertOf, startAlerts } from "./views/alerts.js";
import { announced, loadAnnouncements } from "./views/announcements.js";
import { startConnection, told } from "./views/connection.js";
import { startConversation } from "./views/conversation.js";
import { startDrawer } from "./views/drawer.js";
import { startKeys } from "./views/keys.js";
import { route } from "./views/route.js";
import { startSidebar } from "./views/sidebar.js";
import { applyTheme } from "./views/theme.js";

applyTheme();

/** @param {"over" | "out" | "suspended" | "gone"} why */
export async function leave(why) {
  await cache.clear();
  // Whoever is logged out finds the way back; whoever logs out may hand the device on.
  const back = why === "over" ? asking(location.pathname) : "";
  location.assign(`/login?why=${why}${back && `&${back}`}`);
}

/** Who logs out leaves no unsent words behind; who is logged out finds them again. */
function forgetWords() {
  for (const key of Object.keys(localStorage)) if (/^tertulia\.(draft|outbox)\./.test(key)) localStorage.removeItem(key);
}

const socket = new Socket({
  event: (event) => {
    applyEvent(event);
    changed();
    alertOf(event);
    if (event.ev === "notification.new" && event.notification.kind === "group_invitation") void loadInvitations().catch(() => {});
    if (event.ev === "chat.new") state.groupInvitations = state.groupInvitations.filter((one) => one.chat_id !== event.chat_id);
    void greet(event);
    if (event.ev === "reports.open") state.reports = event.open;
    if (event.ev.startsWith("announcement")) announced(event);
    if (event.ev === "friend.request" && event.contact.request?.incoming) toast(t.asksYou(event.contact.user.display_name));
    if (event.ev === "friend.accepted") toast(t.nowFriends(event.contact.user.display_name));
    if (event.ev === "typing") setTimeout(changed, 5_100);
  },
  sync: (page) => {
    told(applySync(page));
    changed();
  },
  request: () => {
    const chats = [...state.chats.values()].filter((chat) => !chat.removed);
    const newest = chats.sort((a, b) => b.activityAt - a.activityAt).slice(0, 1_000);
    return { chats: Object.fromEntries(newest.map((chat) => [chat.id, chat.rev])), user: state.userRev };
  },
  status: (status) => {
    state.connection = status === "lost" && !navigator.onLine ? "offline" : status;
    if (status !== "live") for (const user of state.users.values()) user.online = false;
    if (status === "live") {
      stuck.clear();
      void outbox.flush();
      void refreshPresence();
      if (!state.quiet) void loadNotices().then(keepPush).catch(() => {});
      void loadAnnouncements();
      void loadInvitations().catch(() => {});
    }
    changed();
  },
  hello: (hello) => {
    state.limits = hello.limits;
    // Another installation under the same address: nothing that is kept is true.
    if (state.server && state.server !== hello.server.id) void startOver();
    state.server = hello.server.id;
  },
  over: (why) => void leave(why),
});

/** Who is there: told live, but not what changed while we were away. */
async function refreshPresence() {
  const page = await get("/chats?limit=200").catch(() => null);
  for (const chat of page?.items ?? []) {
    for (const member of chat.members) {
      const user = state.users.get(member.user_id);
      if (user) Object.assign(user, { online: member.online, last_seen: member.last_seen });
    }
  }
  changed();
}

/** Everything from the server, when nothing is kept here. @param {any} me */
async function loadAll(me) {
  // The own stream's rev is from before the list: what comes in between comes twice, not never.
  state.userRev = me.rev;
  await loadContacts();
  let cursor = null;
  do {
    const page = await get(`/chats?limit=200${cursor ? `&cursor=${cursor}` : ""}`);
    for (const chat of page.items) putChat(chat);
    cursor = page.next_cursor;
  } while (cursor && state.chats.size < 1_000);
}

/** Shows what is here and goes live. */
function begin() {
  state.users.set(state.me.id, { ...state.users.get(state.me.id), ...state.me, online: true, last_seen: null });
  outbox.start(socket);
  reading.start(socket);
  state.ready = true;
  route();
  socket.connect();
  watch(cache.saveSoon);
  watch(() => {
    if (unknown.size > 0) void loadUnknown();
    if (unquoted.size > 0) void loadUnquoted();
    if (uncounted.size > 0) loadUncounted();
  });
}

async function boot() {
  const kept = await cache.load();
  // What is kept shows at once; whether it is this person's the server says soon.
  if (kept) begin();
  try {
    const me = await get("/users/me");
    if (kept && state.me.id !== me.id) return startOver();
    // Chosen on another device.
    if (choose(me.language)) return location.reload();
    state.me = me;
    if (!kept) {
      await loadAll(me);
      begin();
    }
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return leave("over");
    if (!kept) {
      state.connection = "offline";
      setTimeout(boot, 3_000);
    }
  }
  changed();
}

/** Forgets what is kept and asks for all of it. */
async function startOver() {
  await cache.clear();
  location.reload();
}

startConnection();
startSidebar();
startAlerts();
startConversation(socket);
startDrawer();
startKeys();
void boot();

addEventListener("tertulia:logout", async () => {
  try {
    await call("DELETE", "/sessions/current");
  } catch (error) {
    // Without the server's word the session would live on behind the log-in page.
    if (!(error instanceof ApiError && error.status === 401)) return toast(t.noNetwork);
  }
  forgetWords();
  return leave("out");
});

addEventListener("tertulia:gone", () => {
  forgetWords();
  void leave("gone");
});

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
