import { one, tag } from "../core/elements.js";
import { say } from "../core/words.js";
import { slipIn } from "./mrz/lines.js";

// The lines of the old passport. Only ever a hint: the form is left as typed, and goes on.
function sentence(slip) {
  if (!slip) return "";
  const values = { ...slip, part: say("mrz.part." + slip.part) };
  return `${say("mrz." + slip.code, values)} ${say("mrz.go_on")}`;
}

export const start = () => ({
  mount(field, input) {
    const shown = one("[role=status]", field);
    const show = (whole) => {
      const text = sentence(slipIn(input.value, whole));
      if (shown.textContent !== text) shown.replaceChildren(...(text ? [tag("warn", text)] : []));
    };
    input.oninput = () => show(false);
    input.onchange = () => show(true);
    show(document.activeElement !== input);
  },
});
