import { all, one } from "./elements.js";
import { paths } from "./words.js";

// The other language shows the same application and the same step.
for (const link of all("[data-language]")) {
  link.addEventListener("click", () => (link.hash = location.hash));
}

for (const pressed of all("[data-print]")) pressed.addEventListener("click", () => window.print());

const skip = one(".skip");
// The fragment may hold the way back into an application: skipping must not replace it.
skip.addEventListener("click", (event) => {
  event.preventDefault();
  one("main").focus();
});

// After the page stands: the worker's own bytes must not compete with it on a slow line.
if ("serviceWorker" in navigator) {
  window.addEventListener("load", async () => {
    try {
      const worker = await navigator.serviceWorker.register(paths.worker);
      const ready = worker.active || (await navigator.serviceWorker.ready).active;
      if (paths.keep.length) ready.postMessage(paths.keep);
    } catch {
      // Without the worker everything works, only not offline.
    }
  });
}
