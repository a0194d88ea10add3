/** Web Push: being told while no page is open. */
import { call, get } from "./api.js";

const WANTED = "tertulia.push";

export const canPush = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

/** Whether this device was asked to be told. */
export const isPushWanted = () => canPush() && Notification.permission === "granted" && localStorage.getItem(WANTED) === "yes";

/** @param {string} text base64url */
function bytes(text) {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

/** Subscribes at the browser's push service, and tells the server of it. @param {string} key */
async function subscribe(key) {
  const worker = await navigator.serviceWorker.ready;
  const wanted = bytes(key);
  let found = await worker.pushManager.getSubscription();
  const same = (/** @type {ArrayBuffer | null | undefined} */ now) => now && new Uint8Array(now).every((byte, at) => byte === wanted[at]);
  // Made for another server's key: it would be told nothing.
  if (found && !same(found.options.applicationServerKey)) {
    await found.unsubscribe();
    found = null;
  }
  found ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted });
  const { endpoint, keys } = found.toJSON();
  await call("PUT", "/users/me/push-subscriptions", { endpoint, keys });
}

/** Asks to be told; answers whether that worked. */
export async function turnPushOn() {
  const { public_key } = await get("/users/me/push-subscriptions");
  if (!public_key) return false;
  await subscribe(public_key);
  localStorage.setItem(WANTED, "yes");
  return true;
}

export async function turnPushOff() {
  localStorage.removeItem(WANTED);
  await call("DELETE", "/users/me/push-subscriptions");
  const worker = await navigator.serviceWorker.getRegistration();
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
}

/** A new session, or a browser that changed its subscription: the server hears of it. */
export async function keepPush() {
  if (!isPushWanted()) return;
  const { public_key, subscribed } = await get("/users/me/push-subscriptions");
  const worker = await navigator.serviceWorker.ready;
  const there = await worker.pushManager.getSubscription();
  const known = there && there.endpoint === localStorage.getItem(`${WANTED}.at`);
  if (!public_key || (subscribed && known)) return;
  await subscribe(public_key);
  const now = await worker.pushManager.getSubscription();
  if (now) localStorage.setItem(`${WANTED}.at`, now.endpoint);
}
