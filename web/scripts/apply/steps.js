import { all, focusOn, one } from "../core/elements.js";
import { say } from "../core/words.js";
import { draft } from "./draft.js";
import { clearFaults, faultsIn, fields, write } from "./fields.js";
import { bring } from "./tools.js";

const steps = all("[data-step]");
const named = (name) => steps.find((step) => step.dataset.step === name);
export const form = one("#form");
const title = document.title;

// The address says the step and, after a slash, where to return to: `#nik/check`.
const place = () => location.hash.slice(1).split("/");

export const shownStep = () => steps.find((step) => !step.hidden);

export const tasks = [...new Set(steps.map((step) => step.dataset.task).filter(Boolean))];

export const stepsOf = (task) => steps.filter((step) => step.dataset.task === task);

// A document that is being sent needs nothing more from the citizen.
const onItsWay = (kind, now) => ["chosen", "sending", "checking", "accepted"].includes((now.docs[kind] || {}).state);

export function isDone(step, now = draft()) {
  const { document: kind } = step.dataset;
  if (kind) return onItsWay(kind, now) || "optional" in step.dataset;
  return !faultsIn(step, now.values).length;
}

export const undone = (now = draft()) => steps.filter((step) => step.dataset.task && !isDone(step, now));

export function go(name, instead) {
  const hash = "#" + name;
  if (location.hash === hash) return show();
  history[instead ? "replaceState" : "pushState"](null, "", hash);
  show();
}

export function afterStep(step) {
  const [, back] = place();
  if (back) return go(back);
  const next = steps[steps.indexOf(step) + 1];
  go(next && next.dataset.task === step.dataset.task ? next.dataset.step : "tasks");
}

function before(step) {
  const [, back] = place();
  if (back) return back;
  const previous = steps[steps.indexOf(step) - 1];
  return previous && previous.dataset.task && previous.dataset.task === step.dataset.task ? previous.dataset.step : "tasks";
}

// Which step may be seen now: none before the eligibility question, only the confirmation after submission.
function allowed(name, now) {
  if (now.status === "submitted") return "done";
  if (now.clash) return "clash";
  if (now.values.eligible !== "ok") return name === "unfit" ? name : "eligible";
  return named(name) && !["done", "clash", "unfit"].includes(name) ? name : "tasks";
}

let first = true;

export async function show() {
  const now = draft();
  const name = allowed(place()[0], now);
  if (name !== place()[0] && (place()[0] || name !== "eligible")) history.replaceState(null, "", "#" + name);
  const step = named(name);
  clearFaults(form);
  for (const each of steps) each.hidden = each !== step;
  const save = one("#save");
  save.hidden = "open" in step.dataset;
  save.textContent = step.dataset.save || say("apply.save");
  const back = one("#back");
  back.hidden = ["eligible", "tasks", "done", "clash"].includes(name);
  back.firstElementChild.href = "#" + (name === "unfit" ? "eligible" : before(step));
  for (const field of fields(step)) write(field, now.values[field.dataset.field]);
  const heading = one("h1", step);
  document.title = `${heading.textContent.trim()} · ${title}`;
  if (!first) {
    window.scrollTo(0, 0);
    focusOn(heading); // before a part is waited for: later it would take the focus from who is already in the step
  }
  first = false;
  if (step.dataset.part) await (await bring(step.dataset.part)).mount(step);
  for (const listener of arrivals) listener(step, now);
}

const arrivals = [];
export const onArrival = (listener) => arrivals.push(listener);

window.addEventListener("popstate", show);
