import { element, one } from "../core/elements.js";
import { fragment } from "../core/links.js";
import { shelf } from "../core/shelf.js";
import { say } from "../core/words.js";
import { showFaults } from "../faults.js";
import { applicationNumber } from "../number.js";

const form = one("#enter form");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const id = applicationNumber(one("#id").value);
  const key = one("#key").value.replace(/[\s-]/g, "").toUpperCase();
  const faults = [];
  if (!id) faults.push(["#id", say("application.number_wrong")]);
  if (!/^[A-Z2-7]{26}$/.test(key)) faults.push(["#key", say("application.key_wrong")]);
  showFaults(form, faults);
  if (!faults.length) location.hash = fragment(id, key);
});

// Opening an application by hand: one of this device, or with number and key from paper.
export function mount(problem) {
  one("button", form).type = "submit";
  showFaults(form, problem ? [["#id", problem]] : []);
  const known = shelf.names("draft.").map(shelf.take).filter((draft) => draft.id);
  one("#known").hidden = !known.length;
  one("#known ul").replaceChildren(
    ...known.map(({ id, key }) => element("li", {}, element("a", { href: fragment(id, key) }, id))),
  );
}
