// How an application stands, as a tag tells it: by its end, else by whose turn it is.
const ENDS = { collected: "done", rejected: "wrong", withdrawn: "open", lapsed: "warn", cancelled: "warn", returned: "warn" };

export const standing = (status, who) => ENDS[status] || (who === "citizen" ? "warn" : "busy");
