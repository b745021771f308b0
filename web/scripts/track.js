import { Fault, call } from "./core/api.js";
import { busy, element, focusOn, one, tag } from "./core/elements.js";
import { day, timeNow } from "./core/figures.js";
import { say } from "./core/words.js";
import { showFaults } from "./faults.js";
import { applicationNumber } from "./number.js";
import { standing } from "./standing.js";
import { turnOf } from "./turn.js";

const form = one("#form");
const result = one("#result");

function show(view) {
  const { due } = view;
  const next = turnOf(view, timeNow());
  const rows = [
    [say("track.status"), tag(standing(view.status, next.who), say("status." + view.status))],
    // What has come of a payment is told to whoever has the key.
    [say("track.next"), say(next.code === "pay" ? "track.pay" : "next." + next.code)],
    [say("track.who"), say("who." + next.who)],
    due && next.who !== "none" && [say(next.who === "citizen" ? "track.until" : "track.expected"), day(due.at)],
    view.submitted_at && [say("track.submitted"), day(view.submitted_at)],
  ];
  const heading = element("h2", {}, say("track.of"), " ", element("span", { class: "number" }, view.application_id));
  result.replaceChildren(
    heading,
    element("dl", { class: "rows" }, rows.filter(Boolean).map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    element("p", {}, say("track.key")),
  );
  focusOn(heading);
}

async function ask() {
  const id = applicationNumber(one("#id").value);
  const [d, m, y] = ["#day", "#month", "#year"].map((part) => one(part).value.trim().padStart(2, "0"));
  const faults = [];
  if (!id) faults.push(["#id", say("application.number_wrong")]);
  if (!/^\d{4}-\d\d-\d\d$/.test(`${y}-${m}-${d}`)) faults.push(["#day", say("track.date_wrong")]);
  showFaults(form, faults);
  if (faults.length) return;
  result.replaceChildren(element("p", { role: "status" }, say("track.asking")));
  try {
    show((await call("POST", "/tracking", { body: { application_id: id, birth_date: `${y}-${m}-${d}` } })).content);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    result.replaceChildren();
    showFaults(form, [["#id", fault.status === 404 ? say("track.unknown") : fault.status === 422 ? say("track.date_wrong") : fault.words]]);
  }
}

one("button", form).type = "submit";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(one("button", form), ask);
});
