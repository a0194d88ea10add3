/** Tells the server how far one has read: only forward, and once for many. */
import { setRead } from "./life.js";
import { changed, state } from "./store.js";

const SOON_MS = 200;

/** @type {import("./socket.js").Socket | null} */
let socket = null;
/** @type {Map<number, number>} chat to place */
const wanted = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {import("./socket.js").Socket} over */
export function start(over) {
  socket = over;
}

/** Everything up to `seq` was seen. @param {import("./store.js").Chat} chat @param {number} seq */
export function seen(chat, seq) {
  if (!socket?.live || chat.removed || seq <= chat.readSeq || (wanted.get(chat.id) ?? 0) >= seq) return;
  wanted.set(chat.id, seq);
  timer ??= setTimeout(tell, SOON_MS);
}

async function tell() {
  timer = undefined;
  const all = [...wanted];
  for (const [id, seq] of all) {
    try {
      const ok = await socket?.ask("read.set", { chat_id: id, seq });
      const chat = state.chats.get(id);
      if (chat && ok) {
        setRead(chat, ok.read_seq);
        if (chat.rev <= ok.rev) chat.unread = ok.unread;
      }
    } catch {
      // The next look at the chat tells again.
    }
    if (wanted.get(id) === seq) wanted.delete(id);
  }
  changed();
}
