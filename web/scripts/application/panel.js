import { element, one } from "../core/elements.js";
import { fragment } from "../core/links.js";
import { part, paths, say } from "../core/words.js";
import { unpaid } from "../turn.js";

const CALLS = { pay: "pay", arrived: "pay", book: "visit", attend: "visit", object: "end", object_over: "end" };
const GO_ON = { complete_draft: "application.complete_draft", correct: "application.correct" };
const WITHDRAWABLE = ["draft", "submitted", "examining", "returned", "awaiting_payment", "paid", "scheduled", "adjudicating"];
let shown = "";

// What the citizen can do now. It is made anew only when that changes: a poll must not take away a half-made choice.
export async function showPanel(view, context) {
  const { code } = view.next_action;
  const wanted = [view.application_id, view.status, code, JSON.stringify(view.payment), JSON.stringify(view.appointment), view.timeline.filter(({ event }) => /Disput/.test(event)).length].join();
  if (wanted === shown) return;
  shown = wanted;
  const panel = one("#panel");
  one("#withdraw").hidden = !WITHDRAWABLE.includes(view.status);
  one("#withdraw-open").onclick = async () => (await part("end")).withdraw(one("#withdraw"), view, context);
  if (GO_ON[code]) return panel.replaceChildren(goOn(view, context, code));
  const name = CALLS[code] || (unpaid(view) ? "pay" : "");
  if (!name) return panel.replaceChildren();
  const module = await part(name, () => panel.replaceChildren(element("p", {}, say("fault.offline"))));
  if (shown === wanted) module.mount(panel, view, context);
}

function goOn(view, { id, key }, code) {
  const faults = view.missing.length;
  const link = element("a", { class: "button main", href: paths.apply.replace("*", view.service) + fragment(id, key) }, say(GO_ON[code]));
  return element("div", {}, code === "correct" && faults > 0 && element("p", {}, say("application.faults", { count: faults })), element("p", { class: "actions" }, link));
}
