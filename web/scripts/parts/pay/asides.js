import { element, one } from "../../core/elements.js";
import { moment, rupiah } from "../../core/figures.js";
import { fragment } from "../../core/links.js";
import { part, paths, say } from "../../core/words.js";

const note = (kind, ...words) => element("div", { class: "note " + kind, role: "status" }, words.map((text) => element("p", {}, text)));

// Beside every step of paying: money that was too little; for one application a payment that is missed and looked for, a
// code that pays for several together, and the ways to both. Made once, so that a half-made choice in them stays.
export function asides(view, context, share) {
  const held = view.payment.payments.reduce((sum, payment) => sum + (payment.held || 0), 0);
  const before = [];
  const paying = view.next_action.code !== "arrived";
  if (paying && held) before.push(note("warn", say("pay.held_short", { held: rupiah(held), amount: rupiah(view.payment.amount_due) })));
  if (!view.timeline) return { before, after: [] };
  const told = view.timeline.filter(({ event }) => /Disput/.test(event)).pop();
  if (told && told.event === "PaymentDisputed") before.push(note("warn", say("pay.looking")));
  // The page brought these words along.
  else if (told) before.push(note("", say("pay.looked"), say(["reason", told.reason_code].join("."))));
  if (!paying) return { before, after: [] };
  if (share) before.push(note("warn", say("pay.shared", { order: share.order_id, at: moment(share.expires_at) })));
  const { id, key } = context;
  const together = element("p", {}, element("a", { href: paths.together + fragment(id, key) }, say("pay.together")));
  return { before, after: [view.payment.payments.length > 0 && missed(context), together] };
}

function missed(context) {
  const box = element("div");
  const details = element("details", {}, element("summary", {}, say("pay.missed")), box);
  details.addEventListener("toggle", async () => {
    if (details.open && !one("*", box)) (await part("dispute")).mount(box, context);
  });
  return details;
}
