import { randomKey } from "../core/api.js";
import { element, focusOn, one, tag } from "../core/elements.js";
import { say } from "../core/words.js";
import { blobs } from "./upload/blobs.js";
import { Carrier, wait } from "./upload/carrier.js";
import { hex, sha256 } from "./upload/digest.js";
import { prepare } from "./upload/prepare.js";

const ON_THE_WAY = ["chosen", "sending", "checking"];
const TAGS = { sending: "busy", checking: "busy", accepted: "done", refused: "wrong", lost: "warn" };

const kilobytes = (bytes) => String(Math.ceil(bytes / 1000));
const stepOf = (kind) => one(`[data-document="${kind}"]`);

// The steps that take a document: choose, see, follow its way.
class Documents {
  constructor(tools) {
    this.tools = tools;
    this.pictures = {}; // kind → address of the picture shown
    this.preparing = {}; // kind → the making ready of a chosen file
    this.carrier = new Carrier(tools, (kind) => this.show(kind));
  }

  sentence(kind, { state, reasons = [], words }) {
    if (state === "refused") return words || reasons.map((reason) => say("document_fault." + reason)).join(" ");
    const at = this.carrier.progress[kind];
    if (state !== "sending" || !at) return say("upload." + state);
    const values = { sent: kilobytes(at.sent), size: kilobytes(at.size), seconds: at.seconds };
    return say(at.waiting ? "upload.waiting" : at.seconds ? "upload.sending_time" : "upload.sending_size", values);
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
    one("[data-choose]", step).textContent = say("upload.other");
  }

  picture(kind, blob) {
    if (this.pictures[kind]) URL.revokeObjectURL(this.pictures[kind]);
    delete this.pictures[kind];
    const shown = [];
    if (blob && blob.type === "image/jpeg") {
      this.pictures[kind] = URL.createObjectURL(blob);
      const picture = element("img", { class: "seen", src: this.pictures[kind], alt: say("upload.picture") });
      shown.push(picture, element("p", {}, say("upload.legible")));
    }
    one("[data-picture]", stepOf(kind)).replaceChildren(...shown);
    this.show(kind);
  }

  // A chosen file becomes what is sent: a smaller picture without its hidden notes of place and time.
  async choose(step, file) {
    const { document: kind, types, max } = step.dataset;
    this.tools.clearFaults(step);
    this.tell(step, say("upload.preparing"));
    let blob;
    try {
      blob = await prepare(file, types.split(" "), +max);
    } catch (fault) {
      if (!fault.slug) throw fault;
      this.tell(step, "");
      this.show(kind);
      const text = say("document_fault." + fault.slug, { size: kilobytes(file.size), max: kilobytes(+max) });
      return this.tools.showFaults(step, [{ field: one(".field", step), text }]);
    }
    const sha = hex(await sha256(blob));
    const known = this.carrier.document(kind);
    // The same picture chosen again, after its copy here was lost: what has arrived of it counts.
    const before = known && known.state === "lost" && known.sha === sha ? known : { once: randomKey() };
    await blobs.put(this.carrier.name(kind), blob);
    this.tools.change((now) => (now.docs[kind] = { ...before, state: "chosen", type: blob.type, size: blob.size, sha }));
    this.picture(kind, blob);
    this.carrier.carry(kind);
  }

  tell(step, text) {
    const state = one("[data-verdict]", step);
    one("[data-slot]", step).hidden = !text;
    state.dataset.verdict = "";
    state.textContent = text;
    one("[data-sentence]", step).textContent = "";
  }

  async mount(step) {
    const { document: kind } = step.dataset;
    const input = one("input", step);
    input.onchange = () => {
      const [file] = input.files;
      if (file) this.preparing[kind] = this.choose(step, file);
      input.value = ""; // the same file may be chosen again
    };
    if (this.carrier.document(kind) && !this.pictures[kind]) {
      this.picture(kind, await blobs.take(this.carrier.name(kind)));
    }
    this.show(kind);
    input.onchange(); // chosen before this script was there
    this.resume();
  }

  async leave(step) {
    await this.preparing[step.dataset.document];
    const { state } = this.carrier.document(step.dataset.document) || {};
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
