// @ts-check
/** The API of this deployment, and the keys for it. A key is kept in memory or in this tab's sessionStorage, nowhere else. */

/** @typedef {"caller" | "operator"} Slot */

/** @type {Record<Slot, string>} */
const keys = { caller: "", operator: "" };
const stored = "epure.keys";

try {
  Object.assign(keys, JSON.parse(sessionStorage.getItem(stored) ?? "{}"));
} catch {
  // Storage is switched off: the keys live as long as the page.
}

/** @param {Slot} slot */
export function key(slot) {
  return keys[slot];
}

/** Releases are readable with any key that may look; the operator's goes first. */
export function lookingKey() {
  return keys.operator || keys.caller;
}

/** @param {Record<Slot, string>} given @param {boolean} remember until the tab is closed */
export function setKeys(given, remember) {
  Object.assign(keys, given);
  try {
    if (remember) sessionStorage.setItem(stored, JSON.stringify(keys));
    else sessionStorage.removeItem(stored);
  } catch {
    // As above.
  }
}

export function remembered() {
  try {
    return sessionStorage.getItem(stored) !== null;
  } catch {
    return false;
  }
}

/** A problem document (RFC 9457) as an error. */
export class Problem extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body?.detail ?? `The deployment answered with status ${status}.`);
    this.status = status;
    this.body = body ?? {};
    this.title = this.body.title ?? "Refused";
    this.requestId = this.body.request_id;
  }

  get kind() {
    return String(this.body.type ?? "")
      .split("/")
      .at(-1);
  }
}

/**
 * @param {string} path
 * @param {{ key?: string, body?: unknown, signal?: AbortSignal, as?: "json" | "text", also?: number[] }} [options]
 *   `also`: statuses beside 2xx that carry an answer rather than a problem
 * @returns {Promise<any>}
 */
export async function ask(path, { key = "", body, signal, as = "json", also = [] } = {}) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (key) headers.authorization = `Bearer ${key}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Problem(0, { title: "No connection", detail: "This deployment does not answer. Is it still running?" });
  }
  if (response.ok || also.includes(response.status)) return as === "text" ? response.text() : response.json();
  throw new Problem(response.status, await response.json().catch(() => null));
}

/** The models that serve, single texts first: they are what most people try. @param {string} key @returns {Promise<any[]>} */
export async function servingModels(key) {
  const { models } = await ask("/v1/models", { key });
  return models.sort(
    (/** @type {any} */ a, /** @type {any} */ b) => a.segments - b.segments || a.task.localeCompare(b.task),
  );
}
