import { Fault, call, randomKey } from "../core/api.js";
import { element, focusOn, one, tag } from "../core/elements.js";
import { rupiah } from "../core/figures.js";
import { part, say } from "../core/words.js";
import { blobs } from "./upload/blobs.js";
import { Carrier, ON_THE_WAY, wait } from "./upload/carrier.js";
import { hex, sha256 } from "./upload/digest.js";
import { prepare } from "./upload/prepare.js";

const TAGS = { doubtful: "warn", sending: "busy", checking: "busy", accepted: "done", refused: "wrong", lost: "warn" };

const kilobytes = (bytes) => String(Math.ceil(bytes / 1000));
const stepOf = (kind) => one(`[data-document="${kind}"]`);

// What looks at a picture before it is sent. Without it (never fetched, no signal) every picture goes as it is.
const looks = () => new Promise((resolve) => part("legible", () => resolve({ look: () => [] })).then(resolve));

// The steps that take a document: choose, see, follow its way.
class Documents {
  constructor(tools) {
    this.tools = tools;
    this.pictures = {}; // kind → {sha, address} of the picture shown; no address where there is none to show
    this.preparing = {}; // kind → the making ready of a chosen file
    this.warned = {}; // kind → the picture whose doubts were said once
    this.carrier = new Carrier(tools, (kind) => this.show(kind));
    tools.onChange(() => this.follow());
  }

  sentence(kind, { state, size, reasons = [], words }) {
    if (state === "refused") return words || reasons.map((reason) => say("document_fault." + reason)).join(" ");
    const at = this.carrier.progress[kind];
    if (state !== "sending" || !at) return say("upload." + state);
    const values = { sent: kilobytes(at.sent), size: kilobytes(at.size), seconds: at.seconds };
    if (at.waiting) return say("upload.waiting", values);
    return `${say(at.seconds ? "upload.sending_time" : "upload.sending_size", values)} ${this.cost(kind, size)}`;
  }

  cost(kind, size) {
    const { perMegabyte, priceOf, unconfirmed } = stepOf(kind).dataset;
    return say("upload.cost", { amount: rupiah(Math.ceil((size / 1e6) * perMegabyte)), year: priceOf, unconfirmed });
  }

  // Each part is touched only when it changes: a screen reader shall hear the state, not every piece.
  show(kind) {
    const step = stepOf(kind);
    const slot = one("[data-slot]", step);
    const known = this.carrier.document(kind);
    slot.hidden = !known;
    if (!known) return;
    const state = one("[data-verdict]", slot);
    if (state.dataset.verdict !== known.state) {
      state.dataset.verdict = known.state;
      state.replaceChildren(tag(TAGS[known.state] || "open", say("upload_state." + known.state)));
    }
    const at = known.state === "sending" && this.carrier.progress[kind];
    const bar = one("progress", slot);
    bar.hidden = !at;
    if (at) Object.assign(bar, { max: at.size, value: at.sent });
    const sentence = one("[data-sentence]", slot);
    sentence.className = known.state === "refused" ? "error" : "hint";
    sentence.textContent = this.sentence(kind, known);
    this.advise(step, known);
  }

  advise(step, { state, advice = [] }) {
    const doubtful = state === "doubtful";
    const said = doubtful ? advice.join() : "";
    const box = one("[data-advice]", step);
    if (box.dataset.advice !== said) {
      box.dataset.advice = said;
      const lines = advice.map((each) => element("li", {}, say("legible." + each)));
      box.replaceChildren(...(said ? [element("div", { class: "note warn" }, element("ul", {}, lines))] : []));
    }
    if (state) one("[data-choose]", step).textContent = say(doubtful ? "upload.again" : "upload.other");
    one("[data-anyway]", step).hidden = !doubtful;
  }

  picture(kind, blob, sha) {
    const { address: before } = this.pictures[kind] || {};
    if (before) URL.revokeObjectURL(before);
    const address = blob && blob.type === "image/jpeg" ? URL.createObjectURL(blob) : "";
    this.pictures[kind] = { sha, address };
    const shown = address ? [element("img", { class: "seen", src: address, alt: say("upload.picture") }), element("p", {}, say("upload.legible"))] : [];
    one("[data-picture]", stepOf(kind)).replaceChildren(...shown);
  }

  // A chosen file becomes what is sent: a smaller picture without its hidden notes of place and time.
  async choose(step, file) {
    const { document: kind, types, max } = step.dataset;
    this.tools.clearFaults(step);
    this.tell(step, say("upload.preparing"));
    let made;
    try {
      made = await prepare(file, types.split(" "), +max);
    } catch (fault) {
      if (!fault.slug) throw fault;
      this.tell(step, "");
      this.show(kind);
      const text = say("document_fault." + fault.slug, { size: kilobytes(file.size), max: kilobytes(+max) });
      return this.tools.showFaults(step, [{ field: one(".field", step), text }]);
    }
    const advice = made.drawn ? (await looks()).look(made.drawn) : [];
    await this.take(kind, made.blob, advice);
  }

  async take(kind, blob, advice) {
    const sha = hex(await sha256(blob));
    const known = this.carrier.document(kind);
    // Chosen twice, perhaps in two tabs, it is sent once.
    if (known && known.sha === sha && [...ON_THE_WAY, "accepted"].includes(known.state)) return this.show(kind);
    const before = await this.begun(known, sha);
    if (known && known.sha !== sha) await blobs.drop(this.carrier.name(kind));
    await blobs.put(this.carrier.name(kind, { sha }), blob);
    const state = advice.length && !before.id ? "doubtful" : "chosen";
    this.tools.change((now) => (now.docs[kind] = { once: randomKey(), ...before, state, advice, type: blob.type, size: blob.size, sha }));
    this.picture(kind, blob, sha);
    this.show(kind);
    if (state === "chosen") this.carrier.carry(kind);
  }

  // The same file chosen again, its copy lost with a closed browser or left on another device: what has arrived counts.
  async begun(known, sha) {
    if (!known || known.state !== "lost") return {};
    const { id, key } = this.tools.draft();
    try {
      const told = known.sha || (await call("GET", `/applications/${id}/documents/${known.id}`, { key })).content.sha256;
      return told === sha ? { id: known.id } : {};
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      return {};
    }
  }

  tell(step, text) {
    const state = one("[data-verdict]", step);
    one("[data-slot]", step).hidden = !text;
    state.dataset.verdict = "";
    state.textContent = text;
    one("[data-sentence]", step).textContent = "";
    this.advise(step, {});
  }

  async mount(step) {
    const { document: kind } = step.dataset;
    const input = one("input", step);
    input.onchange = () => {
      const [file] = input.files;
      if (file) this.preparing[kind] = this.choose(step, file);
      input.value = ""; // the same file may be chosen again
    };
    one("[data-anyway]", step).onclick = () => this.use(kind);
    await this.see(kind);
    input.onchange(); // chosen before this script was there
    this.resume();
  }

  async see(kind) {
    const { sha } = this.carrier.document(kind) || {};
    const shown = this.pictures[kind] || {};
    if (sha !== shown.sha) this.picture(kind, await blobs.take(this.carrier.name(kind)), sha);
    this.show(kind);
  }

  // Another tab may have chosen or sent something.
  follow() {
    for (const kind of Object.keys(this.tools.draft().docs)) if (stepOf(kind) && !stepOf(kind).hidden) this.see(kind);
  }

  use(kind) {
    this.carrier.note(kind, { state: "chosen", advice: [] });
    this.carrier.carry(kind);
    focusOn(one("[data-verdict]", stepOf(kind)));
  }

  async leave(step) {
    const { document: kind } = step.dataset;
    await this.preparing[kind];
    const known = this.carrier.document(kind) || {};
    if (known.state === "doubtful") {
      // What is doubtful is said once, never refused.
      if (this.warned[kind] !== known.once) {
        this.warned[kind] = known.once;
        return focusOn(one(".note", step));
      }
      this.use(kind);
    }
    const { state } = this.carrier.document(kind) || {};
    if ([...ON_THE_WAY, "accepted"].includes(state) || "optional" in step.dataset) return this.tools.afterStep(step);
    // What was wrong with the chosen file still stands there; else that none was chosen.
    if (!one("#faults").hidden) return focusOn(one("#faults"));
    this.tools.showFaults(step, [{ field: one(".field", step), text: step.dataset.required }]);
  }

  resume() {
    for (const [kind, { state }] of Object.entries(this.tools.draft().docs)) {
      if (ON_THE_WAY.includes(state) && stepOf(kind)) this.carrier.carry(kind);
    }
  }

  async forget() {
    for (const kind of Object.keys(this.tools.draft().docs)) await blobs.drop(this.carrier.name(kind));
    this.tools.change((now) => (now.docs = {})); // ends what is on its way
  }

  // Resolves when nothing is on its way any more.
  async settled() {
    this.resume();
    while (Object.keys(this.carrier.under).length) await wait(400);
  }
}

export const start = (tools) => new Documents(tools);
