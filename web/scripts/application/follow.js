const SOONEST = 4_000;
const FIRST = 15_000;
const LATEST = 300_000;

// Asks again and again, less and less often while nothing changes, and not at all while nobody looks.
export function follow(read) {
  let pause = FIRST;
  let timer = 0;
  let under = null;
  let stopped = false;

  const plan = () => {
    clearTimeout(timer);
    if (!stopped && document.visibilityState === "visible") timer = setTimeout(now, pause);
  };

  function now() {
    clearTimeout(timer);
    if (!under) {
      under = read()
        .then((changed) => (pause = changed ? FIRST : Math.min(pause * 1.5, LATEST)))
        .finally(() => {
          under = null;
          plan();
        });
    }
    return under;
  }

  const look = () => {
    if (document.visibilityState === "visible" && !stopped) now();
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", look);

  return {
    now,
    quicken() {
      pause = SOONEST;
      plan();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("online", look);
    },
  };
}
