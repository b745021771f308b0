import { element, one } from "../core/elements.js";
import { rupiah } from "../core/figures.js";
import { say } from "../core/words.js";

const PARTS = ["held", "refunding", "refunded", "charged_back"];
const place = element("section");

// Where money stands that does not, or no longer, pay the fee: one line a part, in plain words.
export function showMoney(payments) {
  const lines = payments.flatMap((payment) =>
    PARTS.filter((part) => payment[part]).map((part) =>
      element(
        "div",
        {},
        element("dt", {}, say("money." + part)),
        element("dd", {}, element("span", { class: "amount" }, rupiah(payment[part])), element("br"), say(`money.${part}_means`)),
      ),
    ),
  );
  place.replaceChildren(element("h2", {}, say("money.title")), element("dl", { class: "rows" }, ...lines));
  one("#panel").after(place);
}
