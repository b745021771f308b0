import { Fault, call } from "../core/api.js";
import { button, busy, element, focusOn, one } from "../core/elements.js";
import { day } from "../core/figures.js";
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

// Objection to a rejection.
export function mount(panel, view, context) {
  const problem = element("p", { role: "alert", class: "error", hidden: true });
  const text = element("textarea", { id: "grounds", rows: 6, maxlength: 3000, "aria-describedby": "grounds-hint" });
  const tell = (words) => {
    problem.hidden = false;
    problem.textContent = words;
  };
  const send = button(say("object.send"), () =>
    busy(send, async () => {
      if (!text.value.trim()) {
        tell(say("object.empty"));
        return focusOn(text);
      }
      try {
        await call("POST", `/applications/${context.id}/objection`, { key: context.key, body: { grounds: text.value.trim() } });
        await context.refresh();
        focusOn(one("#status"));
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        tell(fault.words);
      }
    }), "main");
  panel.replaceChildren(
    element("h2", {}, say("object.title")),
    view.due ? element("p", {}, say("object.until", { day: day(view.due.at) })) : "",
    element("div", { class: "field" }, element("label", { for: "grounds" }, say("object.label")), element("p", { class: "hint", id: "grounds-hint" }, say("object.hint")), problem, text),
    element("p", { class: "actions" }, send),
  );
}

// A borrowed phone keeps nothing: neither what was filled in nor what was read, nor the way back in.
export function forget({ id }) {
  const drafts = shelf.names("draft.").filter((name) => shelf.take(name).id === id);
  for (const name of [...drafts, "view." + id, "bill." + id]) shelf.drop(name);
  if (drafts.includes("draft." + shelf.take("current"))) shelf.drop("current");
  if (!shelf.names("draft.").length && window.indexedDB) indexedDB.deleteDatabase("documents");
  location.replace(paths.application);
}
