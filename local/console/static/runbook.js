// Systems Manager's part of the page: the list of runbooks, a runbook's form, an execution step by step.
import { ask, el, fault, go, me, moment, said, say, state } from "./page.js";

const MARKS = { Success: ["done", "✓"], Failed: ["wrong", "✕"], TimedOut: ["wrong", "✕"], Waiting: ["warn", "!"] };
const RUNNING = ["InProgress", "Waiting", "Pending"];
const PAUSE = 400;

export function runbooksPage() {
  const list = state.runbooks.map((book) =>
    el(
      "li",
      {},
      el("div", {}, el("a", { href: `#/runbook/${book.document}` }, book.description), el("br"), el("code", { class: "quiet" }, book.document)),
    ),
  );
  return [el("p", {}, say("runbooks.lead")), el("ul", { class: "list" }, ...list)];
}

export function runbookPage(name, given) {
  const book = state.runbooks.find((each) => each.document === name);
  if (!book) return [el("p", {}, say("nothing"))];
  const officer = me();
  const allowed = officer.runbooks.includes(name);
  const faults = el("div");
  const run = el("button", { type: "submit", class: "button main", disabled: !allowed }, say("run", { name: officer.name }));
  const form = el(
    "form",
    { class: "card", novalidate: true },
    ...book.fields.map((field) => fieldOf(field, given.get(field.name) ?? field.default ?? "")),
    allowed ? null : el("p", { class: "error" }, say("may_not", { name: officer.name })),
    run,
  );
  form.addEventListener("submit", async (happened) => {
    happened.preventDefault();
    const wrong = book.fields.map((field) => [field, wrongIn(field, form)]).filter(([, text]) => text);
    showFaults(faults, wrong);
    if (wrong.length) return;
    run.disabled = true;
    try {
      const parameters = Object.fromEntries(new FormData(form));
      const begun = await ask("/api/executions", { officer: state.officer, document: name, parameters });
      go(`#/execution/${begun.execution_id}`);
    } catch (failed) {
      faults.replaceChildren(fault(failed));
      run.disabled = false;
    }
  });
  return [el("p", {}, el("code", { class: "quiet" }, name)), faults, form];
}

function fieldOf(field, value) {
  if (!field.options.length) {
    const id = `field-${field.name}`;
    const hint = el("p", { class: "hint", id: `${id}-hint`, lang: "id" }, field.help);
    const small = /[a-z]/.test(field.pattern ?? "a"); // else it is written in capitals
    const trimmed = ({ target }) => (target.value = small ? target.value.trim() : target.value.trim().toUpperCase());
    const input = el("input", { id, name: field.name, autocomplete: "off", spellcheck: "false", "aria-describedby": hint.id, value, onchange: trimmed });
    return el("div", { class: "field" }, el("label", { class: "label", for: id }, field.name), hint, input);
  }
  const choices = field.options.map((option, index) => {
    const input = el("input", { type: "radio", name: field.name, value: option.value, checked: option.value === value });
    if (index === 0) input.id = `field-${field.name}`;
    const gloss = option.gloss === option.value ? null : ` – ${option.gloss}`;
    return el("label", { class: "choice" }, input, el("span", {}, el("code", {}, option.value), gloss));
  });
  return el("fieldset", {}, el("legend", {}, field.name), el("p", { class: "hint", lang: "id" }, field.help), ...choices);
}

function wrongIn(field, form) {
  const value = String(new FormData(form).get(field.name) ?? "").trim();
  if (!value) return field.required ? say(field.options.length ? "field.choose" : "field.required", { name: field.name }) : "";
  if (field.pattern && !new RegExp(field.pattern).test(value)) return say("field.pattern", { name: field.name, help: field.help });
  return "";
}

function showFaults(place, wrong) {
  if (!wrong.length) return place.replaceChildren();
  const links = wrong.map(([field, text]) => {
    const focus = (happened) => {
      happened.preventDefault();
      document.getElementById(`field-${field.name}`)?.focus();
    };
    return el("li", {}, el("a", { href: `#field-${field.name}`, onclick: focus }, text));
  });
  const summary = el("div", { class: "notice wrong", role: "alert", tabindex: "-1" }, el("h2", {}, say("faults")), el("ul", {}, ...links));
  place.replaceChildren(summary);
  summary.focus();
}

export function executionPage(id) {
  const place = el("div");
  follow(id, place);
  return [place];
}

async function follow(id, place) {
  let before = "";
  for (;;) {
    let execution;
    try {
      execution = await ask(`/api/executions/${id}`);
    } catch (failed) {
      place.replaceChildren(fault(failed));
      return;
    }
    const now = JSON.stringify(execution) + state.officer;
    if (now !== before) {
      place.replaceChildren(...execution_(execution));
      said(say(`st.${execution.status}`));
    }
    before = now;
    if (!RUNNING.includes(execution.status)) return;
    await new Promise((later) => setTimeout(later, PAUSE));
    if (!place.isConnected) return;
  }
}

function execution_(execution) {
  const parameters = Object.entries(execution.parameters).map(([name, value]) => [name, el("code", {}, value)]);
  const facts = [
    [say("document"), el("code", {}, execution.document)],
    ...parameters,
    [say("execution.by"), execution.officer],
    [say("execution.at"), moment(execution.started_at)],
    [say("execution.id"), el("code", {}, execution.execution_id)],
  ];
  return [
    result(execution),
    el("h2", {}, say("steps")),
    el("ol", { class: "steps" }, ...execution.steps.map((step) => stepOf(step, execution))),
    el("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)])),
    ways(execution),
  ];
}

function result(execution) {
  if (execution.failure) {
    const shown = fault(execution.failure);
    const known = `f.${execution.failure.code}` in state.texts;
    shown.prepend(el("p", {}, say(known ? "failed.lead" : "failed.unsure")));
    return shown;
  }
  if (execution.status !== "Success") {
    return el("p", {}, mark(execution.status));
  }
  const { status, link } = gave(execution);
  const reached = status && (state.texts[`status.${status}`] ?? status);
  const done = el("p", {}, "✓ ", reached ? say("done", { status: reached }) : say("st.Success"));
  const opens = link && el("p", {}, el("a", { class: "button main", href: link, target: "_blank", rel: "noreferrer" }, say("open.link")));
  return el("div", { class: "notice done", role: "status" }, done, opens, link && el("p", {}, say("open.once")));
}

function gave(execution) {
  try {
    return JSON.parse(execution.steps.at(-1)?.outputs?.Payload?.[0] ?? "{}");
  } catch {
    return {};
  }
}

function mark(status) {
  const [kind, sign] = MARKS[status] ?? ["", "○"];
  const busy = status === "InProgress" ? " busy" : "";
  return el("span", { class: `state ${kind}${busy}` }, el("span", { "aria-hidden": "true" }, `${sign} `), say(`st.${status}`));
}

function stepOf(step, execution) {
  const waiting = step.status === "Waiting";
  const signal = (kind) => () => ask("/api/approvals", { officer: state.officer, execution_id: execution.execution_id, signal: kind }).catch((failed) => item.append(fault(failed)));
  const buttons = waiting
    ? el(
        "div",
        { class: "row" },
        el("button", { type: "button", class: "button main", onclick: signal("Approve") }, say("approve", { name: state.officer })),
        el("button", { type: "button", class: "button", onclick: signal("Reject") }, say("reject", { name: state.officer })),
      )
    : null;
  const item = el(
    "li",
    {},
    el("strong", {}, step.name),
    " ",
    el("code", { class: "quiet" }, step.action),
    el("br"),
    mark(step.status),
    step.message ? el("p", {}, step.message) : null,
    buttons,
  );
  return item;
}

function ways(execution) {
  if (RUNNING.includes(execution.status)) return null;
  const again = `#/runbook/${execution.document}?${new URLSearchParams(execution.parameters)}`;
  return el(
    "p",
    { class: "row" },
    el("a", { class: "button main", href: "#/" }, say("to.queue")),
    execution.status === "Failed" ? el("a", { class: "button", href: again }, say("again")) : null,
  );
}

export async function executionsPage() {
  const { executions } = await ask("/api/executions");
  if (!executions.length) return [el("p", {}, say("executions.none"))];
  const rows = executions.map((each) =>
    el(
      "li",
      {},
      el(
        "div",
        {},
        el("a", { href: `#/execution/${each.execution_id}` }, `${each.document.split("-").pop()} ${each.about}`),
        el("br"),
        el("span", { class: "quiet" }, `${each.officer} · ${moment(each.started_at)}`),
      ),
      mark(each.status),
    ),
  );
  return [el("ul", { class: "list" }, ...rows)];
}
