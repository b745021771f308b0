import { randomKey } from "../core/api.js";
import { all, one } from "../core/elements.js";
import { shelf } from "../core/shelf.js";

// One application as it stands on this device. `values`: what was filled in, by JSON pointer (local notes without a
// slash); `base`: what the server last confirmed; `docs`: uploads by kind. Every change reads and writes the shelf,
// so that two tabs on one draft lose nothing of each other.
const service = one("main").dataset.service;
const listeners = [];
let slot = shelf.take("current");

const blank = () => ({
  slot: randomKey(),
  service,
  status: "draft",
  values: { "/applicant/nationality": "IDN" },
  base: {},
  docs: {},
});

export const draft = () => {
  const kept = slot && shelf.take("draft." + slot);
  return kept && kept.service === service ? kept : adopt(blank());
};

export function adopt(given) {
  slot = given.slot;
  shelf.put("draft." + slot, given);
  shelf.put("current", slot);
  return given;
}

export const startAnew = () => adopt(blank());

export function change(update) {
  const now = draft();
  update(now);
  shelf.put("draft." + slot, now);
  for (const listener of listeners) listener(now);
  return now;
}

export function forget() {
  const { id } = draft();
  for (const name of ["draft." + slot, "view." + id, "bill." + id]) shelf.drop(name);
  if (shelf.take("current") === slot) shelf.drop("current");
  slot = null;
}

// What was filled in is the server's now: of a submitted application only its number and key stay here.
export const submitted = (now) => Object.assign(now, { status: "submitted", sent: null, values: { eligible: "ok" }, base: {}, docs: {} });

export const onChange = (listener) => listeners.push(listener);

export const draftOf = (id) => shelf.names("draft.").map(shelf.take).find((kept) => kept.id === id);

export const blankFor = (id, key) => ({ ...blank(), id, key });

window.addEventListener("storage", (event) => {
  if (event.key === "draft." + slot && event.newValue) for (const listener of listeners) listener(draft());
});

export const minimumAge = +one("main").dataset.minimumAge;

export const documentKinds = all("[data-document]").map((step) => step.dataset.document);
