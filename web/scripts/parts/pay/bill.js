import { Fault, call } from "../../core/api.js";
import { button, busy, element } from "../../core/elements.js";
import { moment, rupiah, timeNow } from "../../core/figures.js";
import { part, say } from "../../core/words.js";
import { wayName } from "./ways.js";

const row = (label, ...value) => element("div", {}, element("dt", {}, label), element("dd", {}, ...value));

const left = (until) => {
  const minutes = Math.ceil((new Date(until) - timeNow()) / 60000);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return say("pay.left_days", { days: Math.floor(hours / 24), hours: hours % 24 });
  return hours ? say("pay.left_hours", { hours, minutes: minutes % 60 }) : say("pay.left_minutes", { minutes });
};

function copyButton(text, label) {
  const said = element("span", { role: "status" });
  const copy = button(label, async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = say("pay.copied");
    } catch {
      said.textContent = say("pay.copy_by_hand");
    }
  });
  return element("p", { class: "actions" }, copy, said);
}

// What is paid with: a number to type in, a code to scan, a link into an app; whichever the gateway gave.
async function means(bill) {
  const shown = [];
  if (bill.billing_code) {
    const grouped = bill.billing_code.replace(/(.{4})(?=.)/g, "$1 ");
    shown.push(element("p", { class: "code" }, grouped), copyButton(bill.billing_code, say("pay.copy")));
  }
  if (bill.redirect_url) shown.push(element("p", { class: "actions" }, element("a", { class: "button", href: bill.redirect_url, rel: "noreferrer" }, say("pay.go"))));
  if (bill.qr_string) shown.push((await part("qr")).qrPicture(bill.qr_string, say("pay.qr")), element("p", { class: "hint" }, say("pay.qr_how")));
  return shown;
}

// The bill, and how long it is good for. `till` knows what else can be done; `over` is called when its time is.
export async function billParts(bill, till, over) {
  const remaining = element("p", { class: "strong" });
  const said = element("div", { role: "status" });
  const paid = button(say("pay.paid"), () => busy(paid, () => askAbout(bill, till.context, said)), "main");
  const other = button(say("pay.change"), () => till.choose({ kept: bill }), "plain");
  const tick = () => (new Date(bill.expires_at) > timeNow() ? (remaining.textContent = left(bill.expires_at)) : over());
  till.every(15000, tick);
  const shown = [
    element("h2", {}, say("pay.title", { amount: rupiah(bill.amount) })),
    element("p", {}, say("pay.code_of", { method: await wayName(bill) })),
    ...(await means(bill)),
    element("dl", { class: "rows" }, row(say("pay.exactly"), element("span", { class: "amount" }, rupiah(bill.amount))), row(say("pay.valid"), moment(bill.expires_at))),
    remaining,
    element("p", {}, say(bill.gateway === "simponi" ? "pay.after_bank" : "pay.after")),
    element("p", { class: "actions" }, paid, other),
    said,
  ];
  tick();
  return shown;
}

// The money has come and does not count yet: the treasury has a word to say, or an officer. Nobody pays again before.
export function arrivedParts(till) {
  const atBank = till.payments.find(({ note }) => note === "paid_at_bank");
  if (atBank) return atBankParts(atBank, till);
  const words = till.context.several ? ["pay.held_several"] : ["pay.held", "pay.held_next"];
  const [first, ...others] = words.map((word) => element("p", {}, say(word)));
  return [element("h2", {}, say("pay.held_title")), element("div", { class: "note warn" }, first), ...others];
}

function atBankParts(payment, till) {
  const said = element("div", { role: "status" });
  const look = button(say("pay.look"), () => busy(look, () => askAbout(payment, till.context, said)));
  return [
    element("h2", {}, say("pay.at_bank_title")),
    element("div", { class: "note done" }, element("p", {}, say("pay.at_bank", { amount: rupiah(payment.amount) }))),
    element("p", {}, say("pay.at_bank_next")),
    element("p", { class: "actions" }, look),
    said,
  ];
}

async function askAbout(payment, context, said) {
  said.textContent = say("pay.asking");
  try {
    // Of a group any member's share asks about all.
    const { road, id, key } = context.check ? context.check(payment) : { ...context, id: payment.payment_id };
    await call("POST", `${road}/payments/${id}/check`, { key });
    await new Promise((resume) => setTimeout(resume, 2500));
    await context.refresh();
    said.textContent = say("pay.not_yet");
    context.quicken();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    said.textContent = fault.words;
  }
}
