import { all, busy, button, element, one } from "../core/elements.js";
import { isoDay, timeNow } from "../core/figures.js";
import { shelf } from "../core/shelf.js";
import { paths, say } from "../core/words.js";
import { arrive } from "../apply/arrive.js";
import { change, draft, forget, onChange, startAnew, submitted } from "../apply/draft.js";
import { clearFaults, doubtsIn, faultsIn, fields, labelOf, read, sentence, showFaults, shownValue } from "../apply/fields.js";
import { readNik } from "../apply/rules.js";
import { afterStep, form, go, onArrival, show, shownStep, stepsOf, tasks, undone } from "../apply/steps.js";
import { afterSync, attempt, later, setState, sync, unsaved } from "../apply/sync.js";
import { showTasks } from "../apply/tasks.js";
import { bring, tools } from "../apply/tools.js";

Object.assign(tools, { change, draft, onChange, fields, labelOf, sentence, showFaults, shownValue, afterStep, go, show, submitted });
Object.assign(tools, { stepsOf, tasks, undone, afterSync, attempt, sync, setState, bring, clearFaults, faultsIn });

let doubted = "";

// Kept with every change, not only with the step: a phone may close the page at any moment.
function keep(step, filled = fields(step)) {
  const given = filled.map((field) => [field.dataset.field, read(field)]);
  const kept = draft().values;
  if (given.every(([pointer, value]) => (kept[pointer] === undefined ? "" : kept[pointer]) === value)) return;
  change(({ values }) => {
    for (const [pointer, value] of given) {
      if (value === "") delete values[pointer];
      else values[pointer] = value;
    }
    const known = readNik(values["/applicant/nik"] || "", isoDay(timeNow()));
    if (known && given.some(([pointer]) => pointer === "/applicant/nik")) {
      // Nothing is asked twice: day of birth and sex stand in the NIK, and are shown to be checked.
      if (!values["/applicant/birth_date"]) values["/applicant/birth_date"] = known.born;
      if (!values["/applicant/sex"]) values["/applicant/sex"] = known.sex;
    }
  });
}

form.addEventListener("change", (event) => {
  const field = event.target.closest("[data-field]");
  const step = event.target.closest("[data-task]");
  if (field && step && read(field) !== "") keep(step, [field]);
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(one("#save"), () => leave(shownStep()));
});

async function leave(step) {
  if (step.dataset.part) return (await bring(step.dataset.part)).leave(step);
  keep(step);
  const now = draft();
  if (step.dataset.step === "eligible") {
    const faults = faultsIn(step);
    if (faults.length) return showFaults(step, faults);
    return go(now.values.eligible === "ok" ? "tasks" : "unfit");
  }
  const faults = faultsIn(step);
  if (faults.length) return showFaults(step, faults);
  const doubts = doubtsIn(step, now.values);
  const asked = JSON.stringify([doubts, fields(step).map(read)]);
  if (doubts.length && doubted !== asked) {
    doubted = asked;
    return showFaults(step, doubts.map((code) => ({ field: fields(step)[0], code })));
  }
  later(20000);
  afterStep(step);
}

// Few fill such a field in: what helps with it comes with the first sign.
function aid(field) {
  const input = one("textarea", field);
  const help = async () => (await bring(field.dataset.aid)).mount(field, input);
  input.oninput = help;
  if (input.value) help();
}

onArrival((step, now) => {
  const { step: name } = step.dataset;
  for (const field of all("[data-aid]", step)) aid(field);
  if (name === "unfit") for (const each of all("[data-unfit]")) each.hidden = each.dataset.unfit !== now.values.eligible;
  for (const note of all("[data-from-nik]", step)) note.hidden = !now.values["/applicant/nik"];
  if (name === "tasks") {
    showTasks();
    attempt();
  }
});

onChange((now) => {
  one("#not-lasting").hidden = shelf.lasting;
  if (unsaved(now)) setState(shelf.lasting ? "device" : "memory");
  const { step } = shownStep().dataset;
  if (now.status === "submitted" && step !== "done") show();
  else if (now.clash && ["tasks", "check"].includes(step)) show();
  else if (step === "tasks") showTasks();
});

for (const pressed of all("[data-anew]")) {
  pressed.addEventListener("click", () => {
    startAnew();
    go("eligible");
  });
}

one("#forget").addEventListener("click", async () => {
  if (Object.keys(draft().docs).length) await (await bring("upload")).forget();
  forget();
  startAnew();
  go("eligible");
});

export async function begin() {
  try {
    if (!(await arrive())) return;
  } catch (fault) {
    if (!fault.words) throw fault;
    // The link stays in the address: trying again needs it.
    const way = fault.passing
      ? button(say("apply.again"), () => location.reload(), "main")
      : element("a", { href: paths.application }, say("apply.other_number"));
    form.replaceChildren(element("div", { class: "note warn", role: "alert" }, element("p", {}, fault.words), way));
    return;
  }
  one("#not-lasting").hidden = shelf.lasting;
  const early = fields(shownStep()).filter((field) => read(field) !== "");
  if (early.length && !draft().values.eligible) {
    keep(shownStep(), early); // chosen before this script was there: it is the citizen who goes on from it
    if (!location.hash) history.replaceState(null, "", "#eligible");
  }
  const now = draft();
  setState(unsaved(now) ? "device" : now.id ? "server" : "device", now.id || unsaved(now) ? undefined : say("state.empty"));
  if (!navigator.onLine) setState("waiting");
  await show();
  const pending = Object.values(now.docs).some(({ state }) => ["chosen", "sending", "checking"].includes(state));
  if (pending || now.sent) (await bring(now.sent ? "finish" : "upload")).resume();
}
