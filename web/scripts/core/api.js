import { keepTime } from "./figures.js";
import { knows, say } from "./words.js";

const PASSING = ["in_progress", "stale_version", "chunks_missing"];

// What went wrong, in words: `code` is the API's slug, "offline" when no answer came at all.
export class Fault extends Error {
  constructor(code, status = 0, problem = {}, wait = 0) {
    super(code);
    Object.assign(this, { code, status, errors: problem.errors || [], request: problem.request_id, wait });
  }

  // Whether the same request may succeed later without anybody changing anything.
  get passing() {
    return !this.status || this.status === 429 || this.status >= 500 || PASSING.includes(this.code);
  }

  // Every sentence may hold the code, for a helper on the phone.
  get words() {
    const code = [this.code, this.request].join(" ").trim();
    return say(knows("fault." + this.code) ? "fault." + this.code : "fault.unknown", { code });
  }
}

export const randomKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Fetch that gives up: on a bad line a connection may hang for ever.
export async function reach(url, options = {}, seconds = 40) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  try {
    return await fetch(url, { ...options, signal: stop.signal });
  } catch {
    throw new Fault("offline");
  } finally {
    clearTimeout(timer);
  }
}

export async function call(method, path, { key, body, once, match, known, last } = {}) {
  const headers = {};
  if (key) headers.authorization = "Bearer " + key;
  if (body) headers["content-type"] = "application/json";
  if (once) headers["idempotency-key"] = once;
  if (match) headers["if-match"] = match;
  if (known) headers["if-none-match"] = known;
  const answer = await reach("/v1" + path, {
    method,
    headers,
    body: body && (typeof body === "string" ? body : JSON.stringify(body)),
    keepalive: !!last,
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
  });
  keepTime(answer.headers.get("date"));
  let content = {};
  try {
    if (answer.status !== 304) content = await answer.json();
  } catch {
    if (answer.ok) throw new Fault("offline");
  }
  if (!answer.ok && answer.status !== 304) {
    throw new Fault(content.code || "http_" + answer.status, answer.status, content, +answer.headers.get("retry-after") || 0);
  }
  return { status: answer.status, content, etag: answer.headers.get("etag") };
}
