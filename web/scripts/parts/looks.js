import { element, one } from "../core/elements.js";
import { moment } from "../core/figures.js";
import { say } from "../core/words.js";

// Who has opened which document, and why. `names`: what kinds of documents are called.
export function showLooks(looks, names) {
  const lines = looks.map(({ at, officer, role, document: kind, reason_code: code }) =>
    element(
      "li",
      {},
      `${say("role." + role)} ${officer}: ${names[kind] || kind}`,
      element("br"),
      element("span", { class: "quiet" }, `${moment(at)}. ${say(["reason", code].join("."))}`),
    ),
  );
  one("#accesses").replaceChildren(...lines);
}
