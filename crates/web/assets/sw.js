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

const isApp = (path) => path === "/" || /^\/c\/\d+$/.test(path);

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
