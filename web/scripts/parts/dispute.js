import { randomKey } from "../core/api.js";
import { element, one, tag } from "../core/elements.js";
import { shelf } from "../core/shelf.js";
import { say } from "../core/words.js";
import { blobs } from "./upload/blobs.js";
import { Carrier, ON_THE_WAY } from "./upload/carrier.js";
import { hex, sha256 } from "./upload/digest.js";
import { prepare } from "./upload/prepare.js";

const KIND = "payment_receipt";
const TYPES = ["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"];
const MOST = 4e6;
const TAGS = { accepted: "done", refused: "wrong", lost: "warn" };
const kilobytes = (bytes) => String(Math.ceil(bytes / 1000));

// Somebody has paid and sees nothing of it: a photograph of the bank's paper, on the same road as all documents.
export function mount(box, { id, key, refresh, quicken }) {
  const name = "dispute." + id;
  const draft = () => shelf.take(name) || { slot: name, id, key, docs: {} };
  const change = (update) => {
    const now = draft();
    update(now);
    shelf.put(name, now);
  };
  const carrier = new Carrier({ draft, change, sync: () => {} }, show);
  const input = element("input", { type: "file", id: "proof", accept: TYPES.join(), class: "unseen", "aria-describedby": "proof-hint" });
  const label = element("label", { for: "proof", class: "button" }, say("dispute.choose"));
  const state = element("p", { role: "status" });
  const problem = element("p", { role: "alert", class: "error", hidden: true });

  function sentence({ state: now, reasons = [], words }) {
    if (now === "refused") return words || reasons.map((reason) => say("document_fault." + reason)).join(" ");
    const at = carrier.progress[KIND];
    if (now !== "sending" || !at) return say(now === "accepted" ? "dispute.sent" : "upload." + now);
    const values = { sent: kilobytes(at.sent), size: kilobytes(at.size), seconds: at.seconds };
    return say(at.waiting ? "upload.waiting" : at.seconds ? "upload.sending_time" : "upload.sending_size", values);
  }

  function show() {
    const known = carrier.document(KIND);
    if (!known) return;
    const kind = TAGS[known.state] || "busy";
    if (state.dataset.state !== known.state) state.dataset.state = known.state;
    state.replaceChildren(tag(kind, sentence(known)));
    if (known.state !== "accepted" || known.told) return;
    change((now) => (now.docs[KIND] = { ...now.docs[KIND], told: true }));
    refresh();
    quicken();
  }

  input.onchange = async () => {
    const [file] = input.files;
    if (!file) return;
    input.value = ""; // the same file may be chosen again
    problem.hidden = true;
    state.textContent = say("upload.preparing");
    let blob;
    try {
      ({ blob } = await prepare(file, TYPES, MOST));
    } catch (fault) {
      if (!fault.slug) throw fault;
      state.textContent = "";
      problem.hidden = false;
      problem.textContent = say("document_fault." + fault.slug, { size: kilobytes(file.size), max: kilobytes(MOST) });
      return;
    }
    const sha = hex(await sha256(blob));
    await blobs.put(carrier.name(KIND, { sha }), blob);
    change((now) => (now.docs[KIND] = { once: randomKey(), state: "chosen", type: blob.type, size: blob.size, sha }));
    show();
    carrier.carry(KIND);
  };

  box.replaceChildren(
    element("p", {}, say("dispute.lead")),
    element("p", { class: "hint", id: "proof-hint" }, say("dispute.hint")),
    problem,
    element("p", { class: "actions" }, input, label),
    state,
  );
  show();
  if (ON_THE_WAY.includes((carrier.document(KIND) || {}).state)) carrier.carry(KIND);
}
