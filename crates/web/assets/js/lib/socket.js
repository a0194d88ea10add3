/** The socket: connects, resumes, reconnects; asks and hears. */

/**
 * @typedef {{
 *   event: (event: any) => void,
 *   sync: (page: any) => void,
 *   request: () => { chats: Record<string, number>, user: number },
 *   status: (status: "connecting" | "live" | "lost") => void,
 *   hello: (hello: any) => void,
 *   over: (why: "over" | "suspended") => void,
 * }} Handlers
 */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 20_000;

export class Socket {
  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.handlers = handlers;
    /** @type {WebSocket | null} */
    this.ws = null;
    this.nextId = 1;
    /** @type {Map<number, { resolve: (ok: any) => void, reject: (error: any) => void }>} */
    this.waiting = new Map();
    this.live = false;
    /** @type {any[]} events that came before `synced`: their revs must not count yet */
    this.held = [];
    this.tries = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.heard = 0;
    /** The server said why it closes. */
    this.suspended = false;
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - this.heard > 20_000) this.wake();
    });
    setInterval(() => this.watch(), 10_000);
  }

  connect() {
    clearTimeout(this.timer);
    if (this.ws) return;
    this.handlers.status("connecting");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const ws = new WebSocket(`${scheme}//${location.host}/api/v1/ws`, "tertulia.v1");
    this.ws = ws;
    this.heard = Date.now();
    ws.onmessage = (message) => {
      this.heard = Date.now();
      for (const line of String(message.data).split("\n")) if (line) this.take(JSON.parse(line));
    };
    ws.onclose = (close) => this.closed(ws, close);
  }

  /** @param {WebSocket} ws @param {CloseEvent} close */
  closed(ws, close) {
    if (this.ws !== ws) return;
    this.ws = null;
    this.live = false;
    this.held = [];
    for (const one of this.waiting.values()) one.reject({ code: "lost", temporary: true });
    this.waiting.clear();
    if (close.code === 4401 || close.code === 4403) {
      this.handlers.over(this.suspended ? "suspended" : "over");
      return;
    }
    this.handlers.status("lost");
    const hint = /reconnect_ms=(\d+)/.exec(close.reason)?.[1];
    const wait = Math.min(FIRST_WAIT * 2 ** this.tries, LONGEST_WAIT);
    this.tries += 1;
    this.timer = setTimeout(() => this.connect(), hint ? Number(hint) : wait * (0.5 + Math.random() / 2));
  }

  /** A socket that has gone quiet is dead: the server pings, but browsers hide pings, so we ask. */
  watch() {
    if (!this.ws) return;
    const quiet = Date.now() - this.heard;
    if (!this.live) {
      if (quiet > 15_000) this.drop();
    } else if (quiet > 45_000) this.drop();
    else if (quiet > 20_000) this.ask("ping", {}).catch(() => {});
  }

  /** The network is back, or the lid was opened: is this socket still one? */
  wake() {
    if (!this.live) {
      this.tries = 0;
      this.connect();
      return;
    }
    const asked = Date.now();
    this.ask("ping", {}).then(() => this.handlers.status("live"), () => {});
    setTimeout(() => this.live && this.heard < asked && this.drop(), 5_000);
  }

  drop() {
    const ws = this.ws;
    if (!ws) return;
    ws.onclose = null;
    ws.close();
    this.closed(ws, new CloseEvent("close", { code: 1006 }));
  }

  /** @param {any} frame */
  take(frame) {
    if ("id" in frame || "error" in frame) {
      const one = this.waiting.get(frame.id);
      this.waiting.delete(frame.id);
      if (frame.error) one?.reject(frame.error);
      else one?.resolve(frame.ok);
      return;
    }
    switch (frame.ev) {
      case "hello":
        this.handlers.hello(frame);
        if (frame.user_id !== null) this.resume();
        break;
      case "sync":
        this.handlers.sync(frame);
        break;
      case "synced":
        this.tries = 0;
        this.live = true;
        for (const event of this.held.splice(0)) this.handlers.event(event);
        this.handlers.status("live");
        break;
      case "session.revoked":
        break;
      case "account.suspended":
        this.suspended = true;
        break;
      default:
        if (this.live) this.handlers.event(frame);
        else this.held.push(frame);
    }
  }

  resume() {
    this.ask("sync", this.handlers.request()).catch(() => this.drop());
  }

  /** Asks and waits for the answer. @param {string} op @param {object} fields @returns {Promise<any>} */
  ask(op, fields) {
    if (this.ws?.readyState !== WebSocket.OPEN) return Promise.reject({ code: "lost", temporary: true });
    const id = this.nextId++;
    this.ws.send(JSON.stringify({ id, op, ...fields }));
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** Says and forgets. @param {string} op @param {object} fields */
  say(op, fields) {
    if (this.live && this.ws?.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify({ op, ...fields }));
  }
}
