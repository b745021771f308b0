import { Fault, call, randomKey } from "../core/api.js";
import { all, element, one, tag } from "../core/elements.js";
import { rupiah } from "../core/figures.js";
import { fragment } from "../core/links.js";
import { part, paths, say } from "../core/words.js";

const TAGS = { accepted: "done", refused: "wrong", lost: "warn", doubtful: "warn" };
const FAULTS = { refused: "document_refused", doubtful: "document_doubtful" };
const ON_THE_WAY = ["chosen", "sending", "checking"];

const tell = (text) => (one("#submitting").textContent = text);

function row(label, value, step) {
  const change = element("a", { href: `#${step}/check` }, say("apply.change"), element("span", { class: "unseen" }, " " + label));
  return element("div", {}, element("dt", {}, label), element("dd", {}, value), element("dd", { class: "act" }, change));
}

// The last steps: check the answers, declare, submit; then number and key to keep.
class Finish {
  constructor(tools) {
    this.tools = tools;
    this.under = null;
    tools.afterSync(() => {
      if (tools.draft().sent) this.resume();
    });
  }

  stateOf = (kind) => (this.tools.draft().docs[kind] || {}).state;

  mount(step) {
    if (step.dataset.step === "done") return this.showDone();
    this.showSummary();
    tell(this.tools.draft().sent ? say("apply.will_submit") : "");
  }

  rowsOf(step, { values }) {
    const { step: name, document: kind, label } = step.dataset;
    if (kind) {
      const state = this.stateOf(kind);
      return [row(label, tag(TAGS[state] || "open", say("upload_state." + (state || "none"))), name)];
    }
    const { fields, labelOf, shownValue } = this.tools;
    return fields(step).map((field) => row(labelOf(field), shownValue(field, values[field.dataset.field]), name));
  }

  showSummary() {
    const now = this.tools.draft();
    const blocks = this.tools.tasks.flatMap((task) => [
      element("h2", {}, one(`[data-task-name="${task}"]`).textContent),
      element("dl", { class: "rows" }, this.tools.stepsOf(task).flatMap((step) => this.rowsOf(step, now))),
    ]);
    one("#summary").replaceChildren(...blocks);
    const chosen = all("[data-fee]").filter((input) => now.values[input.name] === JSON.parse(input.value));
    one("#fee").textContent = rupiah(chosen.reduce((sum, input) => sum + +input.dataset.fee, 0));
  }

  async showDone() {
    const { id, key } = this.tools.draft();
    const link = paths.application + fragment(id, key);
    one("#done-number").textContent = id;
    one("#done-key").textContent = key.match(/.{1,4}/g).join(" ");
    one("#status-link").href = link;
    const { qrPicture } = await part("qr");
    one("#done-qr").replaceChildren(qrPicture(location.origin + link, say("apply.qr", { number: id })));
  }

  // A fault of the API as a line of the summary that leads to its step.
  lead({ pointer, code }) {
    const field = one(`[data-field="${pointer}"]`);
    if (field) {
      const href = `#${field.closest("[data-step]").dataset.step}/check`;
      return { text: `${this.tools.labelOf(field)}: ${this.tools.sentence(field, code)}`, href };
    }
    const step = one(`[data-document="${pointer.replace("/documents/", "")}"]`);
    const label = step ? step.dataset.label : pointer;
    return { text: say("field." + code, { label }), href: step && `#${step.dataset.step}/check` };
  }

  faultsOf(step) {
    const { document: kind } = step.dataset;
    if (!kind) return this.tools.faultsIn(step).map(({ field, code }) => this.lead({ pointer: field.dataset.field, code }));
    return [this.lead({ pointer: "/documents/" + kind, code: FAULTS[this.stateOf(kind)] || "document_required" })];
  }

  leave(step) {
    const faults = this.tools.undone().flatMap((undone) => this.faultsOf(undone));
    if (!one("#declared").checked) faults.push({ field: one("[data-field='/declaration']", step), code: "declaration_required" });
    if (faults.length) return this.tools.showFaults(step, faults);
    this.tools.change((now) => (now.sent = now.sent || randomKey()));
    return this.resume();
  }

  // From the pressed button on it goes by itself: the wish and its key stay on the device over a lost signal or a
  // reload, until the server has answered.
  resume() {
    if (!this.under) this.under = this.attempt().finally(() => (this.under = null));
    return this.under;
  }

  async attempt() {
    try {
      await this.submit();
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      if (fault.passing) {
        tell(say("apply.will_submit"));
        setTimeout(() => this.tools.draft().sent && this.resume(), Math.max(8000, fault.wait * 1000));
      } else {
        await this.refused(fault);
      }
    }
  }

  async submit() {
    await this.tools.sync();
    if (Object.keys(this.tools.draft().docs).some((kind) => ON_THE_WAY.includes(this.stateOf(kind)))) {
      tell(say("apply.documents_first"));
      await (await this.tools.bring("upload")).settled();
    }
    const { id, key, sent } = this.tools.draft();
    if (!sent) return;
    tell(say("apply.submitting"));
    await call("POST", `/applications/${id}/submission`, { key, once: sent, body: { declaration: true } });
    this.tools.change(this.tools.submitted);
    return this.tools.go("done", true);
  }

  async refused(fault) {
    const { id, key } = this.tools.draft();
    this.tools.change((now) => (now.sent = null));
    tell("");
    if (fault.code === "clash") return this.tools.show();
    // Submitted already, perhaps in another tab: its page knows.
    if (fault.code === "illegal_move") return location.assign(paths.application + fragment(id, key));
    await this.tools.go("check", true);
    const faults = fault.errors.length ? fault.errors.map((each) => this.lead(each)) : [{ text: fault.words }];
    this.tools.showFaults(one('[data-step="check"]'), faults);
  }
}

export const start = (tools) => new Finish(tools);
