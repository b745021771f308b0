import { Fault, call, randomKey } from "../core/api.js";
import { all, button, busy, element, focusOn, one } from "../core/elements.js";
import { moment, rupiah, timeNow } from "../core/figures.js";
import { shelf } from "../core/shelf.js";
import { say } from "../core/words.js";
import { asides } from "./pay/asides.js";
import { arrivedParts, billParts } from "./pay/bill.js";
import { gatewayName, wayCards, wayName } from "./pay/ways.js";

const OPEN = ["created", "pending"];
const SOONEST = 5;
let timer = 0;

// One panel's till: what it shows, and whom it is about. `context.road` is the API's address of the application, or of
// the group that pays together. Only one thing at a time runs by the clock.
function tillOf(panel, view, context) {
  const { amount_due: amount, payments } = view.payment;
  const till = { panel, context, amount, payments, open: payments.filter((it) => isOpen(it) && !it.group_id) };
  const { before, after } = asides(view, context, payments.find((it) => isOpen(it) && it.group_id));
  till.every = (pause, act) => (clearInterval(timer), (timer = setInterval(act, pause)));
  till.show = (parts, focus) => {
    panel.replaceChildren(...[...before, ...parts, ...after].filter(Boolean));
    if (focus) focusOn(one("h2", panel));
  };
  till.choose = (options) => choose(till, options);
  return till;
}

const isOpen = ({ status, expires_at: until }) => OPEN.includes(status) && new Date(until) > timeNow();
const title = (till) => element("h2", {}, say("pay.title", { amount: rupiah(till.amount) }));

// What this device keeps of the payments of one application: bills by payment, and the keys of requests not yet answered.
function kept({ context }) {
  const found = shelf.take("bill." + context.id) || {};
  return { bills: found.bills || {}, asked: found.asked || {} };
}
const keep = ({ context }, what) => shelf.put("bill." + context.id, what);
const billOf = (till, { payment_id: id }) => kept(till).bills[id];

export async function mount(panel, view, context) {
  clearInterval(timer);
  const till = tillOf(panel, view, context);
  if (view.next_action.code === "arrived") return till.show(arrivedParts(till));
  const last = till.open[till.open.length - 1];
  if (last) return billOf(till, last) ? showBill(till, billOf(till, last)) : issue(till, last.gateway, last.method);
  if (panel.dataset.issuing) return;
  const ended = till.payments.filter((it) => !isOpen(it));
  choose(till, { last: ended[ended.length - 1] });
}

// What has become of the last code. What has become of money that came is told elsewhere.
function lastWord(last) {
  if (!last || last.captured) return "";
  return element("div", { class: "note warn" }, element("p", {}, say("pay.expired")));
}

// `kept` is a bill that stays good, `without` a gateway that does not answer now.
async function choose(till, { last, kept: bill, without } = {}) {
  clearInterval(timer);
  const cards = await wayCards(without);
  const focus = !!(bill || without);
  if (!cards) {
    const again = button(say("pay.retry"), () => busy(again, () => choose(till, { last, kept: bill, without })), "main");
    return till.show([title(till), lastWord(last), element("p", { role: "alert" }, say("fault.offline")), element("p", { class: "actions" }, again)], focus);
  }
  const problem = element("p", { role: "alert", class: "problem" });
  const get = button(say(last ? "pay.again" : "pay.get"), () => busy(get, act), "main");
  const act = () => {
    const chosen = all("input:checked", till.panel)[0];
    if (chosen) return issue(till, ...chosen.value.split("/"));
    problem.textContent = say("pay.choose_first");
    focusOn(one("input", till.panel));
  };
  const back = bill && button(say("pay.back"), () => showBill(till, bill, true), "plain");
  till.show(
    [
      title(till),
      lastWord(last),
      bill && element("p", { class: "note" }, say("pay.kept", { method: await wayName(bill), at: moment(bill.expires_at) })),
      element("p", {}, say("pay.before")),
      element("h3", {}, say("pay.method")),
      ...cards,
      problem,
      element("p", { class: "actions" }, get, back),
    ],
    focus,
  );
}

// The same way has the same key until it is answered, over reloads too: a lost answer gives the same code, not a second.
async function issue(till, gateway, method) {
  const { panel, context } = till;
  const way = gateway + "/" + method;
  const { bills, asked } = kept(till);
  const once = (asked[way] = asked[way] || randomKey());
  keep(till, { bills, asked });
  panel.dataset.issuing = way;
  const answered = (bill) => {
    delete panel.dataset.issuing;
    keep(till, { bills: { ...kept(till).bills, ...bill } });
  };
  try {
    const { content } = await call("POST", context.road + "/payments", { key: context.key, once, body: { gateway, method } });
    answered({ [content.payment_id]: content });
    if (!isOpen(content)) return context.refresh();
    await showBill(till, content, true);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (!fault.passing) answered();
    if (fault.code === "already_paid") context.refresh();
    if (fault.code === "gateway_unavailable") return outage(till, gateway, method, fault.wait);
    refused(till, gateway, method, fault);
  }
}

function refused(till, gateway, method, fault) {
  const problem = one(".problem", till.panel);
  if (problem) return (problem.textContent = fault.words);
  const again = button(say("pay.show"), () => busy(again, () => issue(till, gateway, method)), "main");
  const other = button(say("pay.other"), () => till.choose());
  till.show([title(till), element("p", { role: "alert" }, fault.words), element("p", { class: "actions" }, again, other)]);
  if (fault.code === "in_progress") till.every(1000 * Math.max(fault.wait, 2), () => issue(till, gateway, method));
}

// The gateway is down: nothing is lost, another one may do, and this page tries again by itself.
async function outage(till, gateway, method, wait) {
  let seconds = Math.max(wait, SOONEST);
  const name = await gatewayName(gateway);
  const left = element("p", { role: "timer" });
  const retry = () => issue(till, gateway, method);
  const now = button(say("pay.try_now"), () => busy(now, retry), "main");
  const other = button(say("pay.other"), () => till.choose({ without: gateway }));
  const known = one("[data-outage]", till.panel);
  till.show([
    title(till),
    element("div", { class: "note warn", role: known ? undefined : "alert", "data-outage": gateway }, element("p", { class: "strong" }, say("pay.down", { gateway: name })), element("p", {}, say("pay.down_safe"))),
    left,
    element("p", { class: "actions" }, now, other),
  ]);
  const tick = () => {
    left.textContent = say("pay.down_again", { seconds });
    if (seconds-- > 0) return;
    clearInterval(timer);
    retry();
  };
  tick();
  till.every(1000, tick);
}

async function showBill(till, bill, focus) {
  const over = () => {
    clearInterval(timer);
    const { bills, asked } = kept(till);
    delete bills[bill.payment_id];
    keep(till, { bills, asked });
    choose(till, { last: { status: "expired" } });
  };
  till.show([...(await billParts(bill, till, over)), othersOpen(till, bill)], focus);
  till.context.quicken();
}

// Codes that were asked for before and can still be paid: whoever stands at a bank with one need not come back.
function othersOpen(till, bill) {
  const others = Object.values(kept(till).bills).filter((each) => each.payment_id !== bill.payment_id && isOpen(each));
  if (!others.length) return null;
  const list = element("ul");
  others.forEach(async (each) => list.append(element("li", {}, button(await wayName(each), () => showBill(till, each, true), "plain"))));
  return element("details", {}, element("summary", {}, say("pay.older")), element("p", {}, say("pay.only_one")), list);
}
