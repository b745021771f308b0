import { Fault, call, randomKey, reach } from "../core/api.js";
import { all, element, one, tag } from "../core/elements.js";
import { say } from "../core/words.js";
import { blobs } from "./upload/blobs.js";
import { base64, hex, sha256 } from "./upload/digest.js";
import { prepare } from "./upload/prepare.js";

const PIECE = 65536; // about a second on a slow line: small enough to lose, large enough to be worth its headers
const LANES = 2; // the second piece travels while the first one's answer comes back

const wait = (milliseconds) =>
  new Promise((resume) => {
    const timer = setTimeout(resume, milliseconds);
    window.addEventListener("online", () => (clearTimeout(timer), resume()), { once: true });
  });

export const kilobytes = (bytes) => String(Math.max(1, Math.round(bytes / 1000)));

export function start(tools) {
  const { change, draft } = tools;
  const under = {}; // kind → the upload under way in this tab
  const progress = {}; // kind → {sent, size, seconds}
  const pictures = {}; // kind → address of the picture shown

  const documentOf = (kind) => draft().docs[kind];
  const note = (kind, values) => {
    change((now) => (now.docs[kind] = { ...now.docs[kind], ...values }));
    render(kind);
  };
  const stepOf = (kind) => one(`[data-document="${kind}"]`);
  const blobName = (kind) => `${draft().slot}/${kind}`;

  function sentence(kind, { state, reasons = [] }) {
    if (state === "refused") return reasons.map((reason) => say("document_fault." + reason)).join(" ");
    const at = progress[kind];
    if (state !== "sending" || !at) return say("upload." + state);
    const values = { sent: kilobytes(at.sent), size: kilobytes(at.size), seconds: at.seconds };
    return say(at.waiting ? "upload.waiting" : at.seconds ? "upload.sending_time" : "upload.sending_size", values);
  }

  const tags = { chosen: "open", sending: "busy", checking: "busy", accepted: "done", refused: "wrong", lost: "warn" };

  function render(kind) {
    const slot = one("[data-slot]", stepOf(kind));
    const known = documentOf(kind);
    if (!known) return slot.replaceChildren();
    const lines = [];
    if (pictures[kind]) lines.push(element("img", { class: "seen", src: pictures[kind], alt: say("upload.picture") }), element("p", {}, say("upload.legible")));
    lines.push(element("p", {}, tag(tags[known.state], say("upload_state." + known.state))));
    const at = progress[kind];
    if (known.state === "sending" && at) {
      lines.push(element("progress", { max: at.size, value: at.sent, "aria-label": say("upload.progress") }));
    }
    lines.push(element("p", { class: known.state === "refused" ? "error" : "hint" }, sentence(kind, known)));
    slot.replaceChildren(...lines);
    one("[data-choose]", stepOf(kind)).textContent = say("upload.other");
  }

  async function picture(kind, blob) {
    if (pictures[kind]) URL.revokeObjectURL(pictures[kind]);
    delete pictures[kind];
    if (blob && blob.type.startsWith("image/")) pictures[kind] = URL.createObjectURL(blob);
    render(kind);
  }

  // A chosen file becomes what is sent: a smaller picture without its hidden notes of place and time.
  async function choose(step, file) {
    const { document: kind, types, max } = step.dataset;
    const slot = one("[data-slot]", step);
    slot.replaceChildren(element("p", { role: "status" }, say("upload.preparing")));
    let blob;
    try {
      blob = await prepare(file, types.split(" "), +max);
    } catch (fault) {
      render(kind);
      const values = { size: kilobytes(file.size), max: kilobytes(+max) };
      return tools.showFaults(step, [{ field: one(".field", step), text: say("document_fault." + (fault.slug || "image_unreadable"), values) }]);
    }
    const digest = hex(await sha256(blob));
    const known = documentOf(kind);
    const before = known && known.sha === digest && known.state === "lost" ? known : { once: randomKey() };
    await blobs.put(blobName(kind), blob);
    change((now) => (now.docs[kind] = { ...before, state: "chosen", type: blob.type, size: blob.size, sha: digest, chosen: file.size }));
    await picture(kind, blob);
    tools.clearFaults(step);
    carry(kind);
  }

  // Runs until the document is judged or a person is needed. Lost signal is no fault: it goes on by itself.
  function carry(kind) {
    const { once } = documentOf(kind);
    if (under[kind] === once) return;
    under[kind] = once;
    const act = () => persevere(kind, once).finally(() => under[kind] === once && delete under[kind]);
    return navigator.locks ? navigator.locks.request("upload." + once, act) : act();
  }

  async function persevere(kind, once) {
    const current = () => (documentOf(kind) || {}).once === once;
    for (let pause = 2000; current(); pause = Math.min(pause * 2, 30000)) {
      try {
        return await send(kind, current);
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        if (!current()) return;
        if (fault.code === "upload_expired") note(kind, { id: undefined, once: (once = randomKey()) });
        else if (!fault.passing) return refuse(kind, fault);
        if (progress[kind]) progress[kind].waiting = true;
        render(kind);
        await wait(Math.max(pause, fault.wait * 1000));
      }
    }
  }

  function refuse(kind, fault) {
    note(kind, { state: "refused", reasons: [] });
    one("[data-slot]", stepOf(kind)).append(element("p", { class: "error", role: "alert" }, fault.words));
  }

  async function send(kind, current) {
    let known = documentOf(kind);
    if (known.state === "checking") return judge(kind, current);
    const blob = await blobs.take(blobName(kind));
    if (!blob) return note(kind, { state: "lost" });
    if (!pictures[kind]) picture(kind, blob);
    await tools.sync();
    const { id, key } = draft();
    const road = `/applications/${id}/documents`;
    let answer;
    if (known.id) {
      answer = (await call("GET", `${road}/${known.id}?renew=1`, { key })).content;
      if (answer.status !== "receiving") return judge(kind, current, answer);
    } else {
      const name = { "application/pdf": "a.pdf", "image/png": "a.png" }[known.type] || "a.jpg";
      const body = { kind, filename: name, content_type: known.type, size: known.size, sha256: known.sha, preferred_chunk_size: PIECE };
      answer = (await call("POST", road, { key, once: known.once, body })).content;
      note(kind, { id: answer.document_id });
    }
    note(kind, { state: "sending" });
    await sendPieces(kind, blob, answer, current);
    if (!current()) return;
    known = documentOf(kind);
    await call("POST", `${road}/${known.id}/completion`, { key });
    note(kind, { state: "checking" });
    return judge(kind, current);
  }

  async function sendPieces(kind, blob, { upload, chunk_size: length, chunks, received = [] }, current) {
    const waiting = [...Array(chunks).keys()].filter((number) => !received.includes(number));
    const size = blob.size;
    let sent = received.reduce((sum, number) => sum + Math.min(length, size - number * length), 0);
    const began = Date.now();
    const already = sent;
    progress[kind] = { sent, size };
    render(kind);
    const lane = async () => {
      for (let number = waiting.shift(); number !== undefined && current(); number = waiting.shift()) {
        const piece = blob.slice(number * length, (number + 1) * length);
        await post(upload, number, piece);
        sent += piece.size;
        const rate = (sent - already) / (Date.now() - began);
        progress[kind] = { sent, size, seconds: Math.max(1, Math.round((size - sent) / rate / 1000)) };
        render(kind);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  async function post(upload, number, piece) {
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append("key", upload.key_prefix + String(number).padStart(5, "0"));
    form.append("x-amz-checksum-sha256", base64(await sha256(piece)));
    form.append("file", piece);
    const answer = await reach(upload.url, { method: "POST", body: form, credentials: "omit" }, 90);
    // A policy that has run out is renewed by the next attempt, which goes on where this one stopped.
    if (!answer.ok) throw new Fault("storage_" + answer.status);
  }

  async function judge(kind, current, given) {
    const { id, key } = draft();
    let answer = given || { status: "checking" };
    for (let pause = 800; answer.status === "checking" && current(); pause = Math.min(pause * 1.5, 10000)) {
      await wait(pause);
      answer = (await call("GET", `/applications/${id}/documents/${documentOf(kind).id}`, { key })).content;
    }
    if (!current()) return;
    if (answer.status === "receiving") return send(kind, current);
    note(kind, { state: answer.status === "accepted" ? "accepted" : "refused", reasons: answer.reasons });
    if (answer.status === "accepted") await blobs.drop(blobName(kind));
  }

  return {
    async mount(step) {
      const { document: kind } = step.dataset;
      const input = one("input", step);
      if (!input.dataset.ready) {
        input.dataset.ready = "1";
        input.addEventListener("change", () => {
          if (input.files[0]) choose(step, input.files[0]);
          input.value = ""; // the same file may be chosen again
        });
      }
      if (documentOf(kind) && !pictures[kind]) await picture(kind, await blobs.take(blobName(kind)));
      render(kind);
      this.resume();
    },

    leave(step) {
      const known = documentOf(step.dataset.document) || {};
      if ((known.state && !["refused", "lost"].includes(known.state)) || "optional" in step.dataset) return tools.afterStep(step);
      tools.showFaults(step, [{ field: one(".field", step), text: step.dataset.required }]);
    },

    resume() {
      for (const [kind, { state }] of Object.entries(draft().docs)) {
        if (["chosen", "sending", "checking"].includes(state) && stepOf(kind)) carry(kind);
      }
    },

    // Resolves when nothing is on its way any more.
    async settled() {
      this.resume();
      while (all("[data-document]").some((step) => under[step.dataset.document])) await wait(400);
    },
  };
}
