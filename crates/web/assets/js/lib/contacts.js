/** Friends, requests and blocks: what is known of them, and what one does about them. */
import { call, get, post } from "./api.js";
import { changed, state } from "./store.js";

/** @typedef {import("./store.js").Contact} Contact */

/** A contact as the server tells it; one that says nothing is none any more. @param {any} contact */
export function putContact(contact) {
  const { user, friends_since, request, blocked_at } = contact;
  const old = state.users.get(user.id);
  state.users.set(user.id, { status: null, deleted: false, ...user, online: user.online || (old?.online ?? false), last_seen: user.last_seen ?? old?.last_seen ?? null });
  if (friends_since || request || blocked_at) state.contacts.set(user.id, { id: user.id, friendsSince: friends_since, request, blockedAt: blocked_at });
  else state.contacts.delete(user.id);
}

/** Everything from the server. */
export async function loadContacts() {
  state.contacts.clear();
  let cursor = "";
  do {
    const page = await get(`/contacts?limit=200${cursor}`);
    for (const contact of page.items) putContact(contact);
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : "";
  } while (cursor);
}

/** @param {(contact: Contact) => unknown} fits */
const those = (fits) => [...state.contacts.values()].filter(fits);

const byName = (/** @type {Contact} */ a, /** @type {Contact} */ b) =>
  (state.users.get(a.id)?.display_name ?? "").localeCompare(state.users.get(b.id)?.display_name ?? "");

export const friends = () => those((c) => c.friendsSince).sort(byName);
export const blocked = () => those((c) => c.blockedAt).sort(byName);
export const incoming = () => those((c) => c.request?.incoming);
export const outgoing = () => those((c) => c.request && !c.request.incoming);

/** @param {number} id */
export const isBlocked = (id) => Boolean(state.contacts.get(id)?.blockedAt);

/** Does something and takes in the contact as it is then. @param {number} id @param {() => Promise<any>} act @param {Partial<Contact>} [without] */
async function then(id, act, without) {
  const answer = await act();
  if (answer?.user && "friends_since" in answer) putContact(answer);
  else if (without) {
    const left = { .../** @type {Contact} */ (state.contacts.get(id)), ...without };
    if (left.friendsSince || left.request || left.blockedAt) state.contacts.set(id, left);
    else state.contacts.delete(id);
  }
  changed();
}

/** Asks to be friends. @param {number} id @param {string} [note] */
export async function ask(id, note) {
  const made = await post("/friend-requests", { user_id: id, note: note || undefined });
  const request = made.state === "pending" ? made : null;
  putContact({ user: made.user, request, friends_since: request ? null : made.created_at, blocked_at: null });
  changed();
}

/** @param {Contact} contact @param {boolean} yes */
export const answer = (contact, yes) => then(contact.id, () => call("PUT", `/friend-requests/${contact.request?.id}`, { answer: yes ? "accept" : "reject" }));

/** @param {Contact} contact */
export const cancel = (contact) => then(contact.id, () => call("DELETE", `/friend-requests/${contact.request?.id}`), { request: null });

/** @param {number} id */
export const unfriend = (id) => then(id, () => call("DELETE", `/friends/${id}`), { friendsSince: null });

/** @param {number} id */
export const block = (id) => then(id, () => call("PUT", `/blocks/${id}`));

/** @param {number} id */
export const unblock = (id) => then(id, () => call("DELETE", `/blocks/${id}`), { blockedAt: null });
