import { all, element, focusOn, one } from "./core/elements.js";

// What has to be corrected in a short form: a summary that takes the focus, each line leading to its field, which
// repeats it. `faults`: [selector of the field, sentence]; none clears.
export function showFaults(form, faults) {
  const summary = one("#faults");
  for (const box of all("[data-hint]", form)) clear(box);
  summary.hidden = !faults.length;
  if (!faults.length) return;
  one("ul", summary).replaceChildren(...faults.map(([selector, text]) => element("li", {}, line(selector, text))));
  focusOn(summary);
}

function clear(box) {
  box.classList.remove("faulty");
  one("[data-error]", box).replaceChildren();
  for (const input of all("input", box)) {
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", box.dataset.hint);
  }
}

function line(selector, text) {
  const box = one(selector).closest("[data-hint]");
  const id = box.dataset.hint + "-error";
  box.classList.add("faulty");
  one("[data-error]", box).replaceChildren(element("p", { class: "error", id }, text));
  for (const input of all("input", box)) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${box.dataset.hint} ${id}`);
  }
  const lead = (event) => {
    event.preventDefault();
    focusOn(one(selector));
  };
  return element("a", { href: selector, onclick: lead }, text);
}
