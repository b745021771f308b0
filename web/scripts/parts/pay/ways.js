import { reach } from "../../core/api.js";
import { element, tag } from "../../core/elements.js";
import { language, say } from "../../core/words.js";

let known = null;

// The ways to pay as the catalogue has them; null where it cannot be had now.
async function gateways() {
  try {
    known = known || (await (await reach("/catalogue/gateways.json")).json()).gateways;
  } catch {
    known = null;
  }
  return known;
}

// What a payment is paid by, in the reader's words.
export async function wayName({ gateway, method }) {
  const found = ((await gateways()) || {})[gateway];
  const way = found && found.methods.find(({ code }) => code === method);
  return way ? `${way.name[language]} · ${found.name[language]}` : say("pay.another_way");
}

export async function gatewayName(gateway) {
  const found = ((await gateways()) || {})[gateway];
  return found ? found.name[language] : say("pay.service");
}

// One card a way, under its gateway, with what is known of its legal basis. `without` is a gateway that is left out.
export async function wayCards(without) {
  const found = await gateways();
  if (!found) return null;
  return Object.entries(found)
    .filter(([code]) => code !== without)
    .map(([code, gateway]) => element("fieldset", { class: "field" }, heading(gateway), ...gateway.methods.map((method) => card(code, method))));
}

function heading({ name, legal_basis: law }) {
  return [
    element("legend", { class: "strong" }, name[language], " ", !law.verified && tag("warn", say("pay.unconfirmed"))),
    element("details", {}, element("summary", {}, say("pay.law")), element("p", {}, law.text[language]), element("p", { class: "quiet" }, say("pay.source", { source: law.source }))),
  ];
}

function card(gateway, { code, name, shows }) {
  const id = `way-${gateway}-${code}`;
  const hint = { qr_string: say("pay.hint_qr"), redirect_url: say("pay.hint_app") }[shows];
  return element(
    "div",
    { class: "choice" },
    element("input", { type: "radio", name: "way", id, value: `${gateway}/${code}` }),
    element("label", { for: id }, name[language], hint && element("span", { class: "hint" }, hint)),
  );
}
