/** Keeps the shell of one version, and the app's page as it last came: it opens without a connection. */
const SHELL = "tertulia-shell-__VERSION__";
const PAGE = "tertulia-page";
const FILES = ["__SHELL__"];

/** Only the app itself: what the server sent elsewhere (to log in, say) is not kept. */
const keep = async (response) => {
  if (response.ok && !response.redirected) await (await caches.open(PAGE)).put("/", response.clone());
  return response;
};

self.addEventListener("install", (event) => {
  const shell = caches.open(SHELL).then((cache) => cache.addAll(FILES));
  const page = fetch("/").then(keep).catch(() => {});
  event.waitUntil(Promise.all([shell, page]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("tertulia-shell-") && name !== SHELL) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

const isApp = (path) => path === "/" || /^\/(c\/\d+|g\/[\w-]+|admin(\/\w*)?)$/.test(path);

async function page(request) {
  try {
    return await keep(await fetch(request));
  } catch (error) {
    const kept = await (await caches.open(PAGE)).match("/");
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && isApp(url.pathname)) event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

/** What a push says, in words. The page's catalogues aren't here while it is closed. */
const WORDS = {
  en: {
    somebody: "Somebody",
    other: "Something new",
    message: "New message",
    friend_request: (from) => `${from} wants to be friends`,
    friend_accepted: (from) => `${from} accepted your friend request`,
    added_to_group: (from) => `${from} added you to a group`,
    group_invitation: (from) => `${from} invites you to a group`,
    join_request: (from) => `${from} asks to join your group`,
    mention: (from) => `${from} mentioned you`,
    reply: (from) => `${from} replied to you`,
    sign_in: () => "Another device signed in to your account",
    password_changed: () => "Your password was changed",
    signed_out: () => "An administrator signed you out everywhere",
  },
  es: {
    somebody: "Alguien",
    other: "Una novedad",
    message: "Mensaje nuevo",
    friend_request: (from) => `${from} te ha enviado una solicitud de amistad`,
    friend_accepted: (from) => `${from} ha aceptado tu solicitud de amistad`,
    added_to_group: (from) => `${from} te ha añadido a un grupo`,
    group_invitation: (from) => `${from} te invita a un grupo`,
    join_request: (from) => `${from} pide unirse a tu grupo`,
    mention: (from) => `${from} te ha mencionado`,
    reply: (from) => `${from} te ha respondido`,
    sign_in: () => "Otro dispositivo ha iniciado sesión en tu cuenta",
    password_changed: () => "Tu contraseña ha cambiado",
    signed_out: () => "Un administrador ha cerrado todas tus sesiones",
  },
};

/** The words of the language that the pages last spoke, as `language.js` left it here. */
async function words() {
  const kept = await caches.match("/language", { cacheName: PAGE }).catch(() => undefined);
  return { ...WORDS.en, ...WORDS[await kept?.text()] };
}

/** A text without the marks of bold, struck and code, as the page's lists show it; short as pushes are. */
const plain = (text) => text.replace(/(\*\*|~~|`+)(\S(?:[^*~`]{0,240}\S)?)\1/g, "$2").replace(/^> ?/gm, "");

/** Title and options of the notification for a push, in `words`. */
function told(data, words) {
  const icon = "/favicon.svg";
  if (data.kind === "message") {
    const title = data.title ? `${data.from} · ${data.title}` : data.from;
    const body = data.text ? plain(data.text) : words.message;
    return [title, { body, icon, tag: `chat-${data.chat_id}`, renotify: true, data: { path: `/c/${data.chat_id}` } }];
  }
  const say = words[data.notice];
  const body = typeof say === "function" ? say(data.from ?? words.somebody) : words.other;
  return ["Tertulia", { body, icon, tag: `notice-${data.notice}`, data: { path: "/" } }];
}

self.addEventListener("push", (event) => {
  let data = {};
  try {
    data = event.data?.json() ?? {};
  } catch {
    // Something is shown all the same: browsers want that.
  }
  const show = async () => self.registration.showNotification(...told(data, await words()));
  event.waitUntil(show());
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = event.notification.data?.path ?? "/";
  const go = async () => {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const page = pages.find((one) => isApp(new URL(one.url).pathname));
    if (!page) return self.clients.openWindow(path);
    await page.focus().catch(() => {});
    page.postMessage({ open: path });
  };
  event.waitUntil(go());
});

/** The browser changed its address: a page that is open tells the server, or the next one does. */
self.addEventListener("pushsubscriptionchange", (event) => {
  const again = async () => {
    const options = event.oldSubscription?.options;
    if (options && !event.newSubscription) await self.registration.pushManager.subscribe(options);
    for (const page of await self.clients.matchAll({ type: "window" })) page.postMessage({ push: "changed" });
  };
  event.waitUntil(again().catch(() => {}));
});
