// Whose turn it is and what comes next, with what the service's next action leaves out.

// A fee that is still to be paid; an application that lapsed waiting for it is revived by its payment.
export const unpaid = ({ status, payment }) => ["awaiting_payment", "lapsed"].includes(status) && payment.amount_due > 0;

// Whether money has come that may still pay the fee: a bank has it, or officers look at it. Nobody pays again meanwhile.
// Less than the fee never pays it: that goes back, and the fee is still to be paid.
export const arrived = (view) => unpaid(view) && view.payment.payments.some(({ note, held }) => note || held >= view.payment.amount_due);

// At `now`, by the service's time: a term that has passed is over, though nothing else has happened.
export function turnOf(view, now) {
  const { next_action: next, due, payment } = view;
  if (payment && arrived(view)) return { code: "arrived", who: payment.payments.some(({ note }) => note) ? "gateway" : "officer" };
  return next.code === "object" && due && new Date(due.at) < now ? { code: "object_over", who: "none" } : next;
}
