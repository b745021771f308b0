import { Fault, call, randomKey, reach } from "../../core/api.js";
import { blobs } from "./blobs.js";
import { base64, sha256 } from "./digest.js";
import { failed, measured, preferred } from "./pace.js";

const LANES = 2; // the second piece travels while the first one's answer comes back
const TRIES = 8; // refusals of the storage in a row, without a piece arriving, before a person is told
const SOONEST = 1000;
const LATEST = 30000;
const NAMES = { "application/pdf": "document.pdf" };
export const ON_THE_WAY = ["chosen", "sending", "checking"];

export const wait = (milliseconds) =>
  new Promise((resume) => {
    const timer = setTimeout(resume, milliseconds);
    window.addEventListener("online", () => (clearTimeout(timer), resume()), { once: true });
  });

// Brings chosen documents to the server, piece by piece, until each is judged or a person is needed. Lost signal is
// no fault: sending goes on by itself where it stopped, also after a reload.
export class Carrier {
  constructor({ draft, change, sync }, show) {
    Object.assign(this, { draft, change, sync, show });
    this.under = {}; // kind → key of the upload under way in this tab
    this.progress = {}; // kind → {sent, size, seconds, waiting}
  }

  document = (kind) => this.draft().docs[kind];

  // Two tabs may have chosen different files: each has a name of its own.
  name = (kind, { sha } = this.document(kind) || {}) => [this.draft().slot, kind, sha].join("/");

  note(kind, values) {
    this.change((now) => (now.docs[kind] = { ...now.docs[kind], ...values }));
    this.show(kind);
  }

  carry(kind) {
    const { once } = this.document(kind);
    if (this.under[kind] === once) return;
    this.under[kind] = once;
    const act = () =>
      this.persevere(kind, once).finally(() => {
        if (this.under[kind] === once) delete this.under[kind];
      });
    return navigator.locks ? navigator.locks.request("document " + once, act) : act();
  }

  sent = (kind) => (this.progress[kind] || {}).sent || 0;

  async persevere(kind, once) {
    // Another picture chosen meanwhile ends this one, and so does another tab that has brought it to its end.
    const current = () => {
      const known = this.document(kind) || {};
      return known.once === once && ON_THE_WAY.includes(known.state);
    };
    for (let pause = SOONEST, tries = 0, stuck = 0; current(); ) {
      const before = this.sent(kind);
      try {
        return await this.send(kind, current);
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        if (!current()) return;
        const moved = this.sent(kind) > before;
        if (moved) pause = SOONEST;
        stuck = moved ? 0 : stuck + 1;
        tries = fault.code.startsWith("storage") && !moved ? tries + 1 : 0;
        const anew = fault.code === "upload_expired" || (!this.sent(kind) && failed(this.document(kind), fault, stuck));
        if (anew) this.note(kind, { id: undefined, once: (once = randomKey()) });
        else if (!fault.passing || tries > TRIES) return this.refuse(kind, fault);
        if (this.progress[kind]) this.progress[kind].waiting = true;
        this.show(kind);
        await wait(Math.max(pause, fault.wait * 1000));
        pause = Math.min(pause * 2, LATEST);
      }
    }
    this.show(kind);
  }

  refuse(kind, fault) {
    this.note(kind, { state: "refused", reasons: [], words: fault.words });
  }

  async send(kind, current) {
    if (this.document(kind).state === "checking") return this.judge(kind, current);
    const blob = await blobs.take(this.name(kind));
    if (!blob) return this.note(kind, { state: "lost" });
    if (!this.draft().id) await this.sync();
    const { id, key } = this.draft();
    const road = `/applications/${id}/documents`;
    const known = this.document(kind);
    const answer = known.id
      ? (await call("GET", `${road}/${known.id}?renew=1`, { key })).content
      : await this.open(kind, road, key, known);
    if (answer.status === "expired") throw new Fault("upload_expired");
    if (known.id && answer.status !== "receiving") return this.judge(kind, current, answer);
    if (!answer.upload) throw new Fault("upload_expired"); // left for a day: the storage has forgotten its pieces
    if (!current()) return;
    this.note(kind, { state: "sending" });
    await this.pieces(kind, blob, answer, current);
    if (!current()) return;
    await call("POST", `${road}/${this.document(kind).id}/completion`, { key });
    this.note(kind, { state: "checking" });
    return this.judge(kind, current);
  }

  async open(kind, road, key, { once, type, size, sha }) {
    const wish = { preferred_chunk_size: preferred(size) };
    const body = { kind, filename: NAMES[type] || "photo.jpg", content_type: type, size, sha256: sha, ...wish };
    const { content } = await call("POST", road, { key, once, body });
    this.note(kind, { id: content.document_id });
    return content;
  }

  async pieces(kind, blob, { upload, chunk_size: length, chunks, received = [] }, current) {
    const waiting = [...Array(chunks).keys()].filter((number) => !received.includes(number));
    const { size } = blob;
    const already = received.reduce((sum, number) => sum + Math.min(length, size - number * length), 0);
    const began = Date.now();
    let sent = already;
    let broken = null;
    this.progress[kind] = { sent, size };
    this.show(kind);
    const lane = async () => {
      while (waiting.length && !broken && current()) {
        const number = waiting.shift();
        const piece = blob.slice(number * length, (number + 1) * length);
        try {
          await this.post(upload, number, piece);
        } catch (fault) {
          broken = Object.assign(fault, { piece: true }); // the other lane's piece may still arrive
          return;
        }
        sent += piece.size;
        const rate = (sent - already) / (Date.now() - began);
        this.progress[kind] = { sent, size, seconds: Math.max(1, Math.round((size - sent) / rate / 1000)) };
        this.show(kind);
        measured(rate);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if (broken) throw broken;
  }

  async post(upload, number, piece) {
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append("key", upload.key_prefix + String(number).padStart(5, "0"));
    form.append("x-amz-checksum-sha256", base64(await sha256(piece)));
    form.append("file", piece);
    const answer = await reach(upload.url, { method: "POST", body: form, credentials: "omit" }, 90);
    // A policy that has run out is renewed by the next attempt, which goes on where this one stopped.
    if (!answer.ok) throw new Fault("storage_" + answer.status);
  }

  async judge(kind, current, given) {
    const { id, key } = this.draft();
    let answer = given || { status: "checking" };
    for (let pause = 800; answer.status === "checking" && current(); pause = Math.min(pause * 1.5, 10000)) {
      await wait(pause);
      answer = (await call("GET", `/applications/${id}/documents/${this.document(kind).id}`, { key })).content;
    }
    if (!current()) return;
    if (answer.status === "receiving") return this.send(kind, current);
    const name = this.name(kind);
    this.note(kind, { state: answer.status === "accepted" ? "accepted" : "refused", reasons: answer.reasons });
    if (answer.status === "accepted") await blobs.drop(name);
  }
}
