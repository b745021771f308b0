import { one } from "./core/elements.js";
import { part, say } from "./core/words.js";

// The first question stands before its script is there: the form itself follows once the page is painted. What is
// pressed meanwhile is done when it has come. Without a script the button does nothing: a submission by the browser
// would only load the page again and put the answer into its address.
const form = one("#form");
const save = one("#save");
const state = one("#state");
let pressed = false;

const hold = (event) => {
  event.preventDefault();
  pressed = true;
};

function wait() {
  state.dataset.state = "waiting";
  state.textContent = say("state.waiting");
}

async function begin() {
  const module = await part("form", wait);
  form.removeEventListener("submit", hold);
  await module.begin();
  one("#without-script").remove(); // where this script fails, the way to the simple form stays
  if (pressed) save.click();
}

save.type = "submit";
form.addEventListener("submit", hold);
if (document.readyState === "complete") begin();
else window.addEventListener("load", begin);
