import { button, element, one } from "../core/elements.js";
import { moment, rupiah } from "../core/figures.js";
import { part, paths, say } from "../core/words.js";
import { wayName } from "./pay/ways.js";

const row = (label, ...value) => element("div", {}, element("dt", {}, label), element("dd", {}, ...value));

// The proof that a fee was paid, to be printed on a page of its own: anybody can verify it by its code.
export async function showReceipt(view, paid, service) {
  const place = one("#receipt");
  if (place.dataset.code === paid.receipt) return;
  place.dataset.code = paid.receipt;
  const settled = view.timeline.filter(({ event }) => ["PaymentSettled", "PaymentReleased"].includes(event)).pop();
  const address = location.origin + paths.verify;
  const { qrPicture } = await part("qr");
  const rows = [
    row(say("receipt.code"), element("span", { class: "number" }, paid.receipt)),
    row(say("receipt.application"), element("span", { class: "number" }, view.application_id)),
    row(say("receipt.name"), view.applicant.full_name),
    row(say("receipt.service"), service),
    row(say("receipt.amount"), element("span", { class: "amount" }, rupiah(paid.amount))),
    row(say("receipt.at"), moment(settled.at)),
    row(say("receipt.by"), await wayName(paid)),
    row(say(paid.gateway === "simponi" ? "receipt.ntpn" : "receipt.number"), paid.gateway_payment_id),
    row(say("receipt.order"), paid.order_id),
  ];
  place.replaceChildren(
    element("h2", {}, say("receipt.title")),
    element("dl", { class: "rows" }, rows),
    qrPicture(address + "#" + paid.receipt, say("receipt.qr", { code: paid.receipt })),
    element("p", {}, say("receipt.verify", { address: address.replace(/^https?:\/\//, "") })),
    element("p", { class: "quiet noprint" }, say("receipt.note")),
    element("p", { class: "actions" }, button(say("receipt.print"), printAlone)),
  );
}

function printAlone() {
  const { classList } = document.body;
  classList.add("only");
  window.addEventListener("afterprint", () => classList.remove("only"), { once: true });
  window.print();
}
