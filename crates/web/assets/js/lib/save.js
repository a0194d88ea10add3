/** Files that come piece by piece, and where they go. Fetched when first needed. */
import { ApiError } from "./api.js";
import { h } from "./dom.js";

/** @typedef {{ write: (piece: Uint8Array) => unknown, close: () => unknown, abort: () => unknown }} Sink */

const MIB = 1_048_576;

/** @param {number} bytes */
export const size = (bytes) => (bytes < MIB ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MIB).toFixed(1)} MB`);

/** Puts what the API answers into a sink, a piece at a time; answers how many bytes. @param {string} path @param {Sink} sink @param {(piece: Uint8Array, got: number) => void} told @param {AbortSignal} [signal] */
export async function receive(path, sink, told, signal) {
  let got = 0;
  try {
    const response = await fetch(`/api/v1${path}`, { credentials: "same-origin", signal });
    if (!response.ok || !response.body) throw new ApiError(response.status, await response.json().catch(() => null));
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await sink.write(value);
      got += value.length;
      told(value, got);
    }
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return got;
}

/** Has the browser load an address as a file. @param {string} href @param {string} name */
export const follow = (href, name) => h("a", { href, download: name }).click();

/** Keeps all of it until the end: for what is small. @param {string} name @param {string} type @returns {Sink} */
export function inMemory(name, type) {
  /** @type {any[]} */
  let parts = [];
  const close = () => {
    const url = URL.createObjectURL(new Blob(parts, { type }));
    follow(url, name);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  const abort = () => {
    parts = [];
  };
  return { write: (piece) => parts.push(piece), close, abort };
}

/** The browser lets one choose a file to write into. */
export const canChoose = () => typeof (/** @type {any} */ (window).showSaveFilePicker) === "function";

/** Straight into a file that one chooses. Rejects with `AbortError` when nothing is chosen. @param {string} name @returns {Promise<Sink>} */
export async function intoFile(name) {
  const handle = await /** @type {any} */ (window).showSaveFilePicker({ suggestedName: name });
  const file = await handle.createWritable();
  return { write: (piece) => file.write(piece), close: () => file.close(), abort: () => file.abort().catch(() => {}) };
}
