import { Fault, call } from "../core/api.js";
import { all, button, busy, element, focusOn, one } from "../core/elements.js";
import { clock, day, isoDay, timeNow, weekday } from "../core/figures.js";
import { say } from "../core/words.js";

const SPAN = 6; // days after the first: a week at a time is little to fetch
const OFFICE = "lebong";

const later = (iso, days) => isoDay(+new Date(iso + "T00:00:00+07:00") + days * 864e5);
const dayOf = (at) => `${weekday(at)}, ${day(at)}`;

export function mount(panel, view, context) {
  if (view.appointment) showAppointment(panel, view.appointment, context);
  else chooseDay(panel, context, isoDay(timeNow()));
}

// One visit, or those of a group: several may have times of their own.
function showAppointment(panel, booked, context) {
  const { office, starts_at: at } = [].concat(booked)[0];
  const each = [].concat(booked).map((it) => it.application_id && element("li", {}, element("span", { class: "number" }, it.application_id), ` · ${clock(it.starts_at)} WIB`));
  const move = button(say("visit.move"), () => chooseDay(panel, context, isoDay(timeNow()), true));
  panel.replaceChildren(
    element("h2", {}, say("visit.title")),
    element("p", { class: "strong" }, `${dayOf(at)}, ${clock(at)} WIB`),
    ...(each[1] ? [element("ul", {}, each)] : []),
    element("p", {}, say("visit.where", { office: JSON.parse(one("#names").textContent)["office=" + office] })),
    element("p", {}, say("visit.bring")),
    element("p", { class: "actions" }, move),
  );
}

function choices(name, legend, options) {
  const made = options.map(({ value, text, hint }, place) => {
    const id = `${name}-${place}`;
    return element(
      "div",
      { class: "choice" },
      element("input", { type: "radio", name, id, value }),
      element("label", { for: id }, text, hint && element("span", { class: "hint" }, hint)),
    );
  });
  return element("fieldset", { class: "field" }, element("legend", { class: "strong" }, legend), element("div", { class: options[0].hint ? "" : "days" }, made));
}

async function chooseDay(panel, context, from, focus) {
  const problem = element("p", { role: "alert", class: "problem" });
  let slots;
  try {
    ({ slots } = (await call("GET", `/offices/${OFFICE}/slots?from=${from}&to=${later(from, SPAN)}`)).content);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const again = button(say("visit.again"), () => busy(again, () => chooseDay(panel, context, from, true)), "main");
    return panel.replaceChildren(element("h2", {}, say("visit.choose")), element("p", { role: "alert" }, fault.words), again);
  }
  const days = new Map();
  for (const slot of slots) days.set(isoDay(slot.starts_at), [...(days.get(isoDay(slot.starts_at)) || []), slot]);
  const today = isoDay(timeNow());
  const step = (days, key) => {
    const pressed = button(say(key), () => busy(pressed, () => chooseDay(panel, context, later(from, days), true)));
    return pressed;
  };
  const times = element("div");
  const book = button(say("visit.book"), () => busy(book, () => confirm(panel, context, times, problem)), "main");
  book.hidden = true;
  const options = [...days].map(([iso, free]) => ({ value: iso, text: dayOf(free[0].starts_at), hint: say("visit.free", { count: free.length }) }));
  const form = options.length ? choices("day", say("visit.day"), options) : element("p", {}, say("visit.none"));
  form.addEventListener("change", (event) => {
    const offered = days.get(event.target.value).map(({ slot, starts_at: at }) => ({ value: slot, text: clock(at) }));
    times.replaceChildren(choices("slot", say("visit.time"), offered));
    book.hidden = false;
    problem.textContent = "";
  });
  panel.replaceChildren(
    element("h2", {}, say("visit.choose")),
    element("p", {}, say("visit.why")),
    ...(context.several ? [element("p", {}, say("visit.several"))] : []),
    form,
    times,
    problem,
    element("p", { class: "actions" }, book, from > today && step(-SPAN - 1, "visit.earlier"), step(SPAN + 1, "visit.later")),
  );
  if (focus) focusOn(panel.querySelector("h2"));
}

async function confirm(panel, context, times, problem) {
  const chosen = all("input:checked", times)[0];
  if (!chosen) {
    problem.textContent = say("visit.time_missing");
    return focusOn(all("input", times)[0]);
  }
  try {
    const body = { office: OFFICE, slot: chosen.value };
    const { content } = await call("PUT", context.road + "/appointment", { key: context.key, body });
    showAppointment(panel, content.appointment || content.appointments, context);
    focusOn(panel.querySelector("h2"));
    context.refresh();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (fault.code === "slot_full") await chooseDay(panel, context, chosen.value.slice(0, 10), true);
    const place = panel.querySelector(".problem");
    if (place) place.textContent = fault.words;
  }
}
