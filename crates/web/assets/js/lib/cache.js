/** What the client keeps on this device: the last chats, so that they open without a connection. */
import { isLarge, state } from "./store.js";

const MESSAGES_KEPT = 60;
const CHATS_KEPT = 200;
/** Grows when what is kept gets another shape; then all is asked for anew. */
const FORMAT = 5;

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("tertulia", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("snapshots");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} act @returns {Promise<any>} */
async function use(mode, act) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const request = act(db.transaction("snapshots", mode).objectStore("snapshots"));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Whether there was a snapshot. @returns {Promise<boolean>} */
export async function load() {
  try {
    const saved = await use("readonly", (store) => store.get("last"));
    if (!saved || saved.format !== FORMAT) return false;
    state.me = saved.me;
    state.userRev = saved.userRev;
    state.server = saved.server;
    for (const user of saved.users) state.users.set(user.id, { ...user, online: false });
    for (const contact of saved.contacts) state.contacts.set(contact.id, contact);
    for (const chat of saved.chats) state.chats.set(chat.id, { ...chat, members: new Map(chat.members), marker: null, pins: undefined });
    return true;
  } catch {
    return false;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

let over = false;

/** Writes a snapshot soon, and at least that often while much is going on. */
export function saveSoon() {
  timer ??= setTimeout(() => {
    timer = undefined;
    void save();
  }, 800);
}

async function save() {
  const chats = [...state.chats.values()]
    .filter((chat) => !chat.removed)
    .sort((a, b) => b.activityAt - a.activityAt);
  // A chat left out would be missing after a resume: better no snapshot than half of one.
  if (over || !state.me || chats.length > CHATS_KEPT) return;
  const slim = chats.map((chat) => {
    const messages = chat.messages.slice(-MESSAGES_KEPT);
    const hasBefore = chat.hasBefore || messages.length < chat.messages.length;
    const first = messages[0]?.seq ?? 0;
    const lines = chat.lines?.filter((line) => !hasBefore || line.after_seq >= first);
    return { ...chat, members: isLarge(chat) ? [] : [...chat.members], messages, lines, hasBefore };
  });
  const snapshot = { format: FORMAT, contacts: [...state.contacts.values()], me: state.me, userRev: state.userRev, server: state.server, users: [...state.users.values()], chats: slim };
  await use("readwrite", (store) => store.put(snapshot, "last")).catch(() => {});
}

/** Forgets everything: somebody else may sign in. */
export async function clear() {
  over = true;
  if ("caches" in window) await caches.delete("tertulia-page").catch(() => {});
  await use("readwrite", (store) => store.clear()).catch(() => {});
}
