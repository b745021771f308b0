import { Fault, call, randomKey } from "../core/api.js";
import { button, busy, element, focusOn } from "../core/elements.js";
import { moment, timeNow, rupiah } from "../core/figures.js";
import { shelf } from "../core/shelf.js";
import { part, say } from "../core/words.js";

const OPEN = ["created", "pending"];
let timer = 0;

const left = (until) => {
  const minutes = Math.ceil((new Date(until) - timeNow()) / 60000);
  const hours = Math.floor(minutes / 60);
  return hours ? say("pay.left_hours", { hours, minutes: minutes % 60 }) : say("pay.left_minutes", { minutes });
};

export async function mount(panel, view, context) {
  clearInterval(timer);
  const { amount_due: amount, payments } = view.payment;
  const last = payments[payments.length - 1];
  const open = last && OPEN.includes(last.status) && new Date(last.expires_at) > timeNow();
  const kept = shelf.take("bill." + context.id);
  if (open && kept && kept.payment_id === last.payment_id) return showBill(panel, kept, context);
  if (open) return issue(panel, last.gateway, context);
  if (panel.dataset.issuing) return;
  chooseMethod(panel, amount, last, context);
}

function chooseMethod(panel, amount, last, context) {
  // What has become of the last code. Money that came and went again is told by the timeline.
  const told = last && !["refunded", "charged_back"].includes(last.status) && say(last.status === "settled" ? "pay.held" : "pay.expired");
  const get = button(say(last ? "pay.again" : "pay.get"), () => busy(get, () => issue(panel, "midtrans", context)), "main");
  panel.replaceChildren(
    element("h2", {}, say("pay.title", { amount: rupiah(amount) })),
    told ? element("div", { class: "note warn" }, element("p", {}, told)) : "",
    element("dl", { class: "rows" }, element("div", {}, element("dt", {}, say("pay.method")), element("dd", {}, say("pay.midtrans")))),
    element("p", {}, say("pay.before")),
    element("p", { class: "actions" }, get),
    element("p", { role: "alert", class: "problem" }),
  );
}

// The same press has the same key, so a lost answer gives the same code again and never a second one.
async function issue(panel, gateway, context) {
  const once = (panel.dataset.issuing = panel.dataset.issuing || randomKey());
  const problem = panel.querySelector(".problem");
  try {
    const { content } = await call("POST", `/applications/${context.id}/payments`, { key: context.key, once, body: { gateway } });
    delete panel.dataset.issuing;
    shelf.put("bill." + context.id, content);
    showBill(panel, content, context);
    focusOn(panel.querySelector("h2"));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (!fault.passing) delete panel.dataset.issuing;
    if (fault.code === "already_paid") context.refresh();
    if (problem) problem.textContent = fault.words;
    else {
      const again = button(say("pay.show"), () => busy(again, () => issue(panel, gateway, context)), "main");
      panel.replaceChildren(element("p", { role: "alert" }, fault.words), again);
    }
  }
}

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

async function showBill(panel, bill, context) {
  clearInterval(timer);
  const remaining = element("p", { class: "strong" });
  const said = element("div", { role: "status" });
  const paid = button(say("pay.paid"), () => busy(paid, () => ask(bill, context, said)), "main");
  const parts = [
    element("h2", {}, say("pay.title", { amount: rupiah(bill.amount) })),
    element("p", {}, say("pay.code_of", { method: say("pay." + bill.gateway) })),
  ];
  if (bill.billing_code) parts.push(element("p", { class: "code" }, bill.billing_code.replace(/(.{4})(?=.)/g, "$1 ")), copyButton(bill.billing_code, say("pay.copy")));
  if (bill.qr_string) parts.push((await part("qr")).qrPicture(bill.qr_string, say("pay.qr")));
  if (bill.redirect_url && !bill.billing_code) parts.push(element("p", {}, element("a", { href: bill.redirect_url, rel: "noreferrer" }, say("pay.go"))));
  parts.push(
    element("dl", { class: "rows" }, element("div", {}, element("dt", {}, say("pay.exactly")), element("dd", { class: "amount" }, rupiah(bill.amount))), element("div", {}, element("dt", {}, say("pay.valid")), element("dd", {}, moment(bill.expires_at)))),
    remaining,
    element("p", {}, say("pay.after")),
    element("p", { class: "actions" }, paid),
    said,
  );
  panel.replaceChildren(...parts);
  const tick = () => {
    if (new Date(bill.expires_at) > timeNow()) return (remaining.textContent = left(bill.expires_at));
    clearInterval(timer);
    shelf.drop("bill." + context.id);
    chooseMethod(panel, bill.amount, { status: "expired" }, context);
  };
  tick();
  timer = setInterval(tick, 15000);
  context.quicken();
}

async function ask(bill, context, said) {
  said.textContent = say("pay.asking");
  try {
    await call("POST", `/applications/${context.id}/payments/${bill.payment_id}/check`, { key: context.key });
    await new Promise((resume) => setTimeout(resume, 2500));
    await context.refresh();
    said.textContent = say("pay.not_yet");
    context.quicken();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    said.textContent = fault.words;
  }
}
