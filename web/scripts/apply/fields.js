import { all, element, focusOn, one } from "../core/elements.js";
import { day, isoDay, timeNow } from "../core/figures.js";
import { say } from "../core/words.js";
import { draft, minimumAge } from "./draft.js";
import { doubtOf, faultOf, isDate, tidy } from "./rules.js";

export const fields = (root = document) => all("[data-field]", root);

const ruleOf = (field) => ({ rule: field.dataset.rule, required: "required" in field.dataset });

export const labelOf = (field) => one("[data-label]", field).textContent.trim();

export function read(field) {
  const { kind, rule } = field.dataset;
  if (kind === "date") {
    const parts = all("input", field).map((input) => input.value.trim());
    if (!parts.join("")) return "";
    return [parts[2], parts[1].padStart(2, "0"), parts[0].padStart(2, "0")].join("-");
  }
  if (kind === "text") {
    const typed = one("input,textarea", field).value;
    return tidy[rule] ? tidy[rule](typed) : typed.trim();
  }
  const chosen = one("input:checked", field);
  return chosen ? JSON.parse(chosen.value) : "";
}

export function write(field, value) {
  const { kind } = field.dataset;
  if (kind === "date") {
    const parts = /^(.*?)-(.*?)-(.*)$/.exec(value || "--");
    all("input", field).forEach((input, place) => (input.value = parts[3 - place].replace(/^0(?=.)/, "")));
  } else if (kind === "text") {
    one("input,textarea", field).value = value === undefined ? "" : value;
  } else {
    for (const input of all("input", field)) input.checked = input.value === JSON.stringify(value);
  }
}

// A value as the citizen knows it: the label chosen, the date in words.
export function shownValue(field, value) {
  if (value === undefined || value === "" || value === null) return say("apply.nothing");
  if (field.dataset.kind === "choice") {
    const input = all("input", field).find((each) => each.value === JSON.stringify(value));
    return input ? input.nextElementSibling.firstChild.textContent.trim() : String(value);
  }
  return field.dataset.kind === "date" && isDate(value) ? day(value) : String(value);
}

export function faultsIn(root, values = draft().values) {
  const known = { ...values, minimum_age: minimumAge };
  return fields(root)
    .map((field) => ({ field, code: faultOf(ruleOf(field), known[field.dataset.field], known, isoDay(timeNow())) }))
    .filter(({ code }) => code);
}

export const doubtsIn = (root, values) =>
  fields(root).map((field) => doubtOf(ruleOf(field), values[field.dataset.field])).filter(Boolean);

export const sentence = (field, code) =>
  code === "required" && field.dataset.required ? field.dataset.required : say("field." + code, { label: labelOf(field) });

const target = (field) => one("input:checked,input,textarea", field);

function describe(input, id, add) {
  const others = (input.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id);
  const ids = add ? [...others, id] : others;
  if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
  else input.removeAttribute("aria-describedby");
}

export function clearFaults(root) {
  one("#faults").hidden = true;
  for (const field of all(".faulty", root)) {
    field.classList.remove("faulty");
    for (const message of all(".error", field)) message.remove();
    for (const input of all("[aria-invalid]", field)) {
      input.removeAttribute("aria-invalid");
      describe(input, target(field).id + "-error");
    }
  }
  document.title = document.title.replace(say("apply.fault_title") + " ", "");
}

// GOV.UK pattern: a summary that takes the focus, each line leading to its field, which repeats it.
export function showFaults(root, faults) {
  clearFaults(root);
  const lines = faults.map(({ field, code, text = sentence(field, code), href }) => {
    if (!field) return element("li", {}, href ? element("a", { href }, text) : text);
    const input = target(field);
    const id = input.id + "-error";
    field.classList.add("faulty");
    one("[data-error]", field).append(element("p", { class: "error", id }, text));
    for (const each of all("input,textarea", field)) {
      each.setAttribute("aria-invalid", "true");
      describe(each, id, true);
    }
    const lead = (event) => {
      event.preventDefault();
      focusOn(input);
    };
    return element("li", {}, element("a", { href: "#" + input.id, onclick: lead }, text));
  });
  const summary = one("#faults");
  one("ul", summary).replaceChildren(...lines);
  summary.hidden = false;
  document.title = `${say("apply.fault_title")} ${document.title}`;
  focusOn(summary);
  summary.scrollIntoView();
}
