import { Fault, call, randomKey } from "../core/api.js";
import { all, element, one, tag } from "../core/elements.js";
import { rupiah } from "../core/figures.js";
import { fragment } from "../core/links.js";
import { part, paths, say } from "../core/words.js";

// The last steps: check the answers, declare, submit; then number and key to keep.
export function start(tools) {
  const { change, draft } = tools;
  let under = null;

  const row = (label, value, step) =>
    element("div", {}, element("dt", {}, label), element("dd", {}, value), change_(label, step));
  const change_ = (label, step) =>
    element("a", { href: `#${step.dataset.step}/check` }, say("apply.change"), element("span", { class: "unseen" }, " " + label));

  function rowsOf(step, now) {
    const { document: kind } = step.dataset;
    if (!kind) return tools.fields(step).map((field) => row(tools.labelOf(field), tools.shownValue(field, now.values[field.dataset.field]), step));
    const state = (now.docs[kind] || {}).state;
    const tags = { accepted: "done", refused: "wrong", lost: "warn" };
    return [row(step.dataset.label, tag(tags[state] || "open", say("upload_state." + (state || "none"))), step)];
  }

  function showSummary() {
    const now = draft();
    const blocks = tools.tasks.map((task) => [
      element("h2", {}, one(`[data-task-name="${task}"]`).textContent),
      element("dl", { class: "rows" }, tools.stepsOf(task).flatMap((step) => rowsOf(step, now))),
    ]);
    one("#summary").replaceChildren(...blocks.flat());
    const fee = all("[data-fee]").filter((input) => now.values[input.name] === JSON.parse(input.value)).reduce((sum, input) => sum + +input.dataset.fee, 0);
    one("#fee").textContent = rupiah(fee);
  }

  async function showDone() {
    const { id, key } = draft();
    for (const each of all("[data-number]")) each.textContent = id;
    for (const each of all("[data-key]")) each.textContent = key.match(/.{1,4}/g).join(" ");
    const link = paths.application + fragment(id, key);
    one("#status-link").href = link;
    const { qrPicture } = await part("qr");
    one("#done-qr").replaceChildren(qrPicture(location.origin + link, say("apply.qr", { number: id })));
  }

  // Faults of the API lead to the step they belong to.
  function lead({ pointer, code }) {
    const field = one(`[data-field="${pointer}"]`);
    if (pointer === "/declaration" && field) return { field, code };
    if (field) {
      const step = field.closest("[data-step]").dataset.step;
      return { text: `${tools.labelOf(field)}: ${tools.sentence(field, code)}`, href: `#${step}/check` };
    }
    const kind = pointer.replace("/documents/", "");
    const step = one(`[data-document="${kind}"]`);
    const text = say("field." + code, { label: step ? step.dataset.label : pointer });
    return { text, href: step ? `#${step.dataset.step}/check` : "" };
  }

  const leads = (step) =>
    step.dataset.document
      ? [lead({ pointer: "/documents/" + step.dataset.document, code: (draft().docs[step.dataset.document] || {}).state === "refused" ? "document_refused" : "document_required" })]
      : tools.faultsIn(step).map(({ field, code }) => lead({ pointer: field.dataset.field, code }));

  const tell = (text) => (one("#submitting").textContent = text);

  // From pressing the button on: kept on the device, so that a lost signal or a reload goes on by itself, with the
  // same key, until the server has answered.
  async function submit() {
    await tools.sync();
    const { docs } = draft();
    if (Object.values(docs).some(({ state }) => ["chosen", "sending", "checking"].includes(state))) {
      tell(say("apply.documents_first"));
      await (await tools.bring("upload")).settled();
    }
    tell(say("apply.submitting"));
    const { id, key, sent } = draft();
    if (!sent) return;
    try {
      await call("POST", `/applications/${id}/submission`, { key, once: sent, body: { declaration: true } });
    } catch (fault) {
      if (fault.code !== "illegal_move") throw fault;
    }
    change((now) => Object.assign(now, { status: "submitted", sent: null, base: now.values }));
    tools.go("done", true);
  }

  async function attempt() {
    try {
      await submit();
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      if (fault.passing) {
        tell(say("apply.will_submit"));
        return setTimeout(() => draft().sent && resume(), Math.max(8000, fault.wait * 1000));
      }
      change((now) => (now.sent = null));
      tell("");
      if (fault.code === "clash") return tools.show();
      await tools.go("check", true);
      const faults = fault.errors.length ? fault.errors.map(lead) : [{ text: fault.words }];
      tools.showFaults(one('[data-step="check"]'), faults);
    }
  }

  function resume() {
    if (!under) under = attempt().finally(() => (under = null));
    return under;
  }

  tools.afterSync(() => {
    if (draft().sent && !under) resume();
  });

  return {
    resume,

    mount(step) {
      if (step.dataset.step === "done") return showDone();
      showSummary();
      tell(draft().sent ? say("apply.will_submit") : "");
    },

    leave(step) {
      const faults = tools.undone().filter(({ dataset }) => !dataset.document || !["chosen", "sending"].includes((draft().docs[dataset.document] || {}).state)).flatMap(leads);
      if (!one("#declared").checked) faults.push({ field: one("[data-field='/declaration']", step), code: "declaration_required" });
      if (faults.length) return tools.showFaults(step, faults);
      change((now) => (now.sent = now.sent || randomKey()));
      return resume();
    },
  };
}
