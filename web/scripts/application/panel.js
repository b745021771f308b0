import { element, one } from "../core/elements.js";
import { fragment } from "../core/links.js";
import { part, paths, say } from "../core/words.js";

const CALLS = { pay: "pay", book: "visit", attend: "visit", object: "end" };
const WITHDRAWABLE = ["draft", "submitted", "examining", "returned", "awaiting_payment", "paid", "scheduled", "adjudicating"];
let shown = "";

// What the citizen can do now. It is made anew only when that changes: a poll must not take away a half-made choice.
export async function showPanel(view, context) {
  const { code } = view.next_action;
  const lapsed = view.status === "lapsed" && view.payment.amount_due > 0;
  const wanted = [view.application_id, view.status, code, JSON.stringify(view.payment), JSON.stringify(view.appointment), lapsed, view.timeline.filter(({ event }) => /Disput/.test(event)).length].join();
  if (wanted === shown) return;
  shown = wanted;
  const panel = one("#panel");
  one("#withdraw").hidden = !WITHDRAWABLE.includes(view.status);
  one("#withdraw-open").onclick = async () => (await part("end")).withdraw(one("#withdraw"), view, context);
  if (["complete_draft", "correct"].includes(code)) return panel.replaceChildren(goOn(view, context, code));
  const name = CALLS[code] || (lapsed ? "pay" : "");
  if (!name) return panel.replaceChildren();
  const module = await part(name, () => panel.replaceChildren(element("p", {}, say("fault.offline"))));
  if (shown === wanted) module.mount(panel, view, context);
}

function goOn(view, { id, key }, code) {
  const faults = view.missing.length;
  const link = element("a", { class: "button main", href: paths.apply.replace("*", view.service) + fragment(id, key) }, say("application." + code));
  return element("div", {}, code === "correct" && faults > 0 && element("p", {}, say("application.faults", { count: faults })), element("p", { class: "actions" }, link));
}
