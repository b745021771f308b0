import { arrived, unpaid } from "../turn.js";

// What several applications come to together. Whose money has come already owes nothing until it is looked at.
export const isDue = (view) => unpaid(view) && !arrived(view);

export const isComing = ({ status }) => ["paid", "scheduled"].includes(status);

export const total = (views) => views.filter(isDue).reduce((sum, { payment }) => sum + payment.amount_due, 0);
