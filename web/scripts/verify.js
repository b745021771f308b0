import { Fault, call } from "./core/api.js";
import { busy, element, focusOn, one, tag } from "./core/elements.js";
import { day } from "./core/figures.js";
import { say } from "./core/words.js";
import { receiptCode } from "./code.js";
import { showFaults } from "./faults.js";

const names = JSON.parse(one("#names").textContent);
const form = one("#form");
const result = one("#result");
const input = one("#code");

function show(code, { valid, service, issued_on: on }) {
  const rows = [
    [say("verify.code"), element("span", { class: "number" }, code)],
    [say("verify.kind"), say("verify.receipt")],
    [say("verify.service"), names["service=" + service] || service],
    [say("verify.issued"), day(on)],
  ];
  const heading = element("h2", {}, tag(valid ? "done" : "wrong", say(valid ? "verify.valid" : "verify.revoked")));
  result.replaceChildren(
    heading,
    element("p", {}, say(valid ? "verify.valid_means" : "verify.revoked_means")),
    element("dl", { class: "rows" }, rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
  );
  focusOn(heading);
}

async function ask() {
  const code = receiptCode(input.value);
  result.replaceChildren();
  showFaults(form, code ? [] : [["#code", say("verify.code_wrong")]]);
  if (!code) return;
  result.replaceChildren(element("p", { role: "status" }, say("verify.asking")));
  try {
    show(code, (await call("GET", "/verifications/" + code)).content);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    result.replaceChildren();
    showFaults(form, [["#code", fault.status === 404 ? say("verify.unknown") : fault.words]]);
  }
}

// The code on the paper stands in the fragment: no server and no log of addresses sees who asks about which.
function arrive() {
  const given = decodeURIComponent(location.hash.slice(1));
  if (!given) return;
  input.value = given;
  return ask();
}

one("button", form).type = "submit";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(one("button", form), ask);
});
window.addEventListener("hashchange", arrive);
arrive();
