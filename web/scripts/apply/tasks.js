import { all, one, tag } from "../core/elements.js";
import { fragment } from "../core/links.js";
import { paths, say } from "../core/words.js";
import { draft } from "./draft.js";
import { isDone, stepsOf, tasks, undone } from "./steps.js";

function stateOf(task, now) {
  const steps = stepsOf(task);
  const done = steps.filter((step) => isDone(step, now)).length;
  const uploads = steps.map((step) => step.dataset.document && (now.docs[step.dataset.document] || {}).state);
  if (uploads.includes("refused")) return ["wrong", say("task_state.refused")];
  if (done === steps.length && uploads.some((state) => ["chosen", "sending"].includes(state))) return ["busy", say("task_state.sending")];
  if (done === steps.length) return ["done", say("task_state.done")];
  const begun = steps.some((step) =>
    step.dataset.document ? now.docs[step.dataset.document] : all("[data-field]", step).some((field) => now.values[field.dataset.field] !== undefined),
  );
  return begun ? ["busy", say("task_state.begun")] : ["open", say("task_state.open")];
}

export function showTasks() {
  const now = draft();
  for (const task of tasks) one(`[data-task-state="${task}"]`).replaceChildren(tag(...stateOf(task, now)));
  const open = undone(now);
  const next = one("#next");
  next.href = "#" + (open.length ? open[0].dataset.step : "check");
  next.textContent = say(open.length ? "apply.go_on" : "apply.go_check");
  one("#number").hidden = !now.id;
  if (now.id) {
    one("#number b").textContent = now.id;
    one("#number a").href = paths.application + fragment(now.id, now.key);
  }
  one("#returned").hidden = now.status !== "returned";
  if (now.reason) one("#reason").textContent = say("reason." + now.reason);
}
