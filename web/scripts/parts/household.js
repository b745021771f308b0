import { element, one } from "../core/elements.js";
import { shelf } from "../core/shelf.js";
import { knows, part, say } from "../core/words.js";
import { groupOrders, phase } from "../together/orders.js";
import { isComing, total } from "../together/sums.js";
import { arrived } from "../turn.js";

// What a group does now: pay while a fee is due, then choose a time. Made anew only when that changes.
export async function together(panel, group, members, views, { refresh, quicken, undo }) {
  const orders = groupOrders(views, group.id);
  // A code that was asked for stays good, whatever becomes of the list.
  one("#undo button").onclick = () => {
    undo();
    one("#problem").textContent = orders.some(({ status }) => status === "pending") ? say("together.still_payable") : "";
  };
  const now = phase(views);
  const booked = views.filter(({ appointment }) => appointment).map((view) => ({ application_id: view.application_id, ...view.appointment }));
  const wanted = [group.id, now, JSON.stringify(orders), JSON.stringify(booked), total(views)].join();
  if (panel.dataset.shown === wanted && one("*", panel)) return;
  panel.dataset.shown = wanted;
  if (!now) return panel.replaceChildren(element("p", { class: "note" }, say("together.nothing")));
  const check = ({ order_id: order }) => shareOf(order, views, members);
  const context = { ...group, road: "/groups/" + group.id, several: true, refresh, quicken, check };
  const module = await part(now, () => panel.replaceChildren(element("p", {}, say("fault.offline"))));
  if (panel.dataset.shown !== wanted) return;
  const all = booked.length && views.filter(isComing).length === booked.length;
  const code = views.some(arrived) ? "arrived" : now;
  module.mount(panel, { payment: { amount_due: total(views), payments: orders }, appointment: all ? booked : null, next_action: { code } }, context);
}

// Any member's share asks about the order of all.
function shareOf(order, views, members) {
  const view = views.find(({ payment }) => payment.payments.some((it) => it.order_id === order));
  const { key } = members.find(({ id }) => id === view.application_id);
  const { payment_id: id } = view.payment.payments.find((it) => it.order_id === order);
  return { road: "/applications/" + view.application_id, id, key };
}

// A borrowed phone keeps neither the others' keys nor the group's.
export function forget() {
  const { group } = shelf.take("together") || {};
  if (group) shelf.drop("bill." + group.id);
  shelf.drop("together");
  location.reload();
}

// What the service says of members that cannot be put together: number and sentence.
export const refusals = ({ errors }, members) =>
  errors
    .map(({ pointer, code }) => [members[+pointer.split("/")[2]], knows("together_fault." + code) ? code : "payment_not_due"])
    .filter(([member]) => member)
    .map(([{ id }, code]) => [id, say("together_fault." + code)]);
