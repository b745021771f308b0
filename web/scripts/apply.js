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
// The form's script must not compete with the first paint. A hidden page is not painted, and need not wait.
function painted() {
  if (document.hidden || !(PerformanceObserver.supportedEntryTypes || []).includes("paint")) return begin();
  const observer = new PerformanceObserver(() => {
    observer.disconnect();
    begin();
  });
  observer.observe({ type: "paint", buffered: true });
}

if (document.readyState === "complete") painted();
else window.addEventListener("load", painted);
