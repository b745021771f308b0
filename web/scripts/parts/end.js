import { Fault, call } from "../core/api.js";
import { button, busy, element, focusOn, one } from "../core/elements.js";
import { moment } from "../core/figures.js";
import { shelf } from "../core/shelf.js";
import { paths, say } from "../core/words.js";

// Withdrawing cannot be undone: it is asked once more, with what it means.
export function withdraw(box, view, context) {
  const open = one("#withdraw-open");
  const problem = element("p", { role: "alert" });
  const close = () => {
    one("#withdraw-ask").replaceChildren();
    open.hidden = false;
    focusOn(open);
  };
  const sure = button(say("end.sure"), () =>
    busy(sure, async () => {
      try {
        await call("POST", `/applications/${context.id}/withdrawal`, { key: context.key });
        one("#withdraw-ask").replaceChildren();
        open.hidden = false;
        await context.refresh();
        window.scrollTo(0, 0);
        focusOn(one("#status"));
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        problem.textContent = fault.words;
      }
    }), "wrong");
  const paid = view.timeline.some(({ event }) => event === "PaymentSettled");
  const heading = element("h3", {}, say("end.title", { number: view.application_id }));
  open.hidden = true;
  one("#withdraw-ask").replaceChildren(
    heading,
    element("p", {}, say("end.means")),
    paid ? element("p", {}, say("end.paid")) : "",
    problem,
    element("p", { class: "actions" }, sure, button(say("end.no"), close)),
  );
  focusOn(heading);
}

// Objection to a rejection. What is written is kept until it has been sent.
export function mount(panel, view, context) {
  const shelved = "grounds." + context.id;
  if (view.next_action.code === "object_over") return panel.replaceChildren(...tooLate(view, shelf.take(shelved)));
  const problem = element("p", { role: "alert", class: "error", id: "grounds-error", hidden: true });
  const text = element("textarea", { id: "grounds", rows: 6, maxlength: 3000, "aria-describedby": "grounds-error grounds-hint" });
  const field = element("div", { class: "field" }, element("label", { for: "grounds" }, say("object.label")), element("p", { class: "hint", id: "grounds-hint" }, say("object.hint")), problem, text);
  text.value = shelf.take(shelved) || "";
  text.addEventListener("input", () => shelf.put(shelved, text.value));
  const tell = (words, faulty) => {
    problem.hidden = false;
    problem.textContent = words;
    text.setAttribute("aria-invalid", faulty);
    field.classList.toggle("faulty", faulty);
  };
  const send = button(say("object.send"), () =>
    busy(send, async () => {
      if (!text.value.trim()) {
        tell(say("object.empty"), true);
        return focusOn(text);
      }
      try {
        await call("POST", `/applications/${context.id}/objection`, { key: context.key, body: { grounds: text.value.trim() } });
        shelf.drop(shelved);
        await context.refresh();
        focusOn(one("#status"));
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        tell(fault.words, false);
        if (fault.code === "objection_too_late") context.refresh();
      }
    }), "main");
  panel.replaceChildren(
    element("h2", {}, say("object.title")),
    field,
    element("p", { class: "actions" }, send),
  );
}

// Until when it could be done, and what can be done now. What was written for it is not lost.
function tooLate(view, written) {
  const paid = view.payment.payments.some(({ captured, refunded, charged_back: back = 0 }) => captured > refunded + back);
  const anew = element("a", { class: "button main", href: paths.apply.replace("*", view.service) }, say("apply.anew"));
  return [
    element("h2", {}, say("object.over_title")),
    element("p", {}, say("object.over", { at: moment(view.due.at) })),
    element("p", {}, say("object.over_next")),
    paid && element("p", {}, say("object.over_paid")),
    element("p", { class: "actions" }, anew),
    written && element("details", {}, element("summary", {}, say("object.written")), element("p", {}, written)),
  ].filter(Boolean);
}

// A borrowed phone keeps nothing: neither what was filled in nor what was read, nor the way back in.
export function forget({ id }) {
  const drafts = shelf.names("draft.").filter((name) => shelf.take(name).id === id);
  const together = shelf.take("together");
  const grouped = together && together.members.some((member) => member.id === id);
  for (const name of [...drafts, "view." + id, "bill." + id, "grounds." + id, "dispute." + id, ...(grouped ? ["together"] : [])]) shelf.drop(name);
  if (drafts.includes("draft." + shelf.take("current"))) shelf.drop("current");
  if (!shelf.names("draft.").length && window.indexedDB) indexedDB.deleteDatabase("documents");
  location.replace(paths.application);
}
