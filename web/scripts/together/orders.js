import { unpaid } from "../turn.js";
import { isComing } from "./sums.js";

// The orders of a group, each once, from the shares that its members' files show.
export function groupOrders(views, group) {
  const orders = new Map();
  for (const share of views.flatMap(({ payment }) => payment.payments)) {
    if (share.group_id !== group) continue;
    const { gateway, method, status, expires_at, note, order_id } = share;
    const known = orders.get(order_id) || { payment_id: order_id, order_id, gateway, method, status, expires_at, amount: 0, ...(note && { note }) };
    const sum = (what) => (known[what] || 0) + (share[what] || 0);
    orders.set(order_id, { ...known, amount: sum("amount"), captured: sum("captured"), held: sum("held") });
  }
  return [...orders.values()].sort((one, other) => one.order_id.localeCompare(other.order_id, "en", { numeric: true }));
}

// What they can do together: pay while a fee is due, then come; nothing when all of that is behind them.
export function phase(views) {
  if (views.some(unpaid)) return "pay";
  return views.some(isComing) ? "visit" : "";
}
