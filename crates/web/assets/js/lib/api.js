/** REST calls with the session cookie. */
import { t } from "../i18n/en.js";
import { m } from "../i18n/en-message.js";

/** An answer that isn't what was asked for. */
export class ApiError extends Error {
  /** @param {number} status @param {any} problem */
  constructor(status, problem) {
    super(textOf(problem));
    this.status = status;
    this.code = problem?.code ?? "unknown";
    this.field = problem?.field;
    this.temporary = status === 0 || problem?.temporary === true;
  }
}

/** @param {any} problem */
export function textOf(problem) {
  const known = /** @type {Record<string, string>} */ ({ ...t.errors, ...m.errors });
  return known[problem?.code] ?? problem?.detail ?? t.wrong;
}

const meta = document.querySelector('meta[name="csrf"]');
const csrf = meta instanceof HTMLMetaElement ? meta.content : "";

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function call(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (csrf) headers["x-csrf-token"] = csrf;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
    });
  } catch {
    throw new ApiError(0, { code: "offline", detail: t.noNetwork });
  }
  const text = await response.text();
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = null;
  }
  if (!response.ok) throw new ApiError(response.status, data);
  return data;
}

export const get = (/** @type {string} */ path) => call("GET", path);
export const post = (/** @type {string} */ path, /** @type {unknown} */ body) => call("POST", path, body);
