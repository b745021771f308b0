import { Fault, call, randomKey } from "../core/api.js";
import { one } from "../core/elements.js";
import { language, say } from "../core/words.js";
import { change, draft, submitted } from "./draft.js";
import { bodyOf, merged, same, valuesOf } from "./rules.js";

const shown = one("#state");
const followers = [];
let running = null;
let asked = false;
let timer = 0;
let pause = 4000;

// "device", "sending", "server", "waiting" for signal, or "refused" with what the server said.
export function setState(state, text = say("state." + state)) {
  if (shown.dataset.state === state && shown.textContent === text) return;
  shown.dataset.state = state;
  shown.textContent = text;
}

// Opening the page starts nothing on the server; the first answer or document does.
const begun = ({ values, docs }) => Object.keys({ ...values, ...docs }).filter((name) => !["eligible", "/applicant/nationality"].includes(name)).length > 0;

export const unsaved = (now = draft()) => (now.id ? !same(now.values, now.base) : begun(now));

// Called whenever the server has everything: what waited for that goes on.
export const afterSync = (follower) => followers.push(follower);

async function create(now) {
  // The body stays with its key: the server answers a repeat of both with the same number and access key.
  const start = now.start || {
    once: randomKey(),
    values: now.values,
    text: JSON.stringify({ service: now.service, language, channel: "web", ...bodyOf(now.values) }),
  };
  change((kept) => (kept.start = kept.start || start));
  const answer = await call("POST", "/applications", { body: start.text, once: start.once });
  change((kept) => {
    Object.assign(kept, { id: answer.content.application_id, key: answer.content.access_key, etag: answer.etag, base: start.values });
    delete kept.start;
  });
}

async function replace(now, last) {
  const { id, key, etag, values } = now;
  try {
    const answer = await call("PUT", "/applications/" + id, { key, match: etag, body: bodyOf(values), last });
    change((kept) => Object.assign(kept, { etag: answer.etag, base: values }));
  } catch (fault) {
    if (fault.status !== 412) throw fault;
    await reconcile(now);
  }
}

// Somebody wrote meanwhile: perhaps this device, whose answer got lost; perhaps another one.
async function reconcile({ id, key }) {
  const { content, etag } = await call("GET", `/applications/${id}/draft`, { key });
  const theirs = valuesOf(content);
  const now = draft();
  const { values, clashes } = merged(now.base, now.values, theirs);
  change((kept) => {
    if (clashes.length) kept.clash = { theirs, etag, clashes };
    else Object.assign(kept, { values, base: theirs, etag });
  });
}

// One write for what stood there when it was asked for; what is filled in meanwhile waits for its own time.
async function work() {
  while (asked) {
    asked = false;
    const now = draft();
    if (!unsaved(now) || now.clash) break;
    setState("sending");
    await (now.id ? replace(now) : create(now));
    // The first request may have been an older one repeated, or the answer a merge: then the rest follows at once.
    if (!same(now.values, draft().base)) asked = true;
  }
  if (draft().clash) throw new Fault("clash", 412);
}

const alone = (act) => (navigator.locks ? navigator.locks.request("sync", act) : act());

// Resolves when the server has what stood on this device at the call; rejects with the fault that stands between.
export function sync() {
  clearTimeout(timer);
  asked = true;
  if (!running) running = alone(work).then(synced, failed).finally(() => (running = null));
  return running;
}

async function synced() {
  pause = 4000;
  if (unsaved()) {
    setState("device");
    later(10000);
  } else if (draft().id) {
    setState("server");
  }
  for (const follower of followers) await follower();
}

function failed(fault) {
  if (!(fault instanceof Fault)) throw fault;
  if (fault.passing) {
    setState("waiting", say(fault.status ? "state.busy" : "state.waiting"));
    later(Math.max(pause, fault.wait * 1000));
    pause = Math.min(pause * 2, 60000);
  } else {
    setState("refused", fault.words);
    // Submitted meanwhile, perhaps by another tab: the page then shows the confirmation.
    if (fault.code === "not_editable") change(submitted);
  }
  throw fault;
}

// A fault is shown by `setState` and by who waits for the result; a background attempt has nobody else to tell.
export const attempt = () => sync().catch((fault) => {
  if (!(fault instanceof Fault)) throw fault;
});

export function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(attempt, milliseconds);
}

window.addEventListener("online", () => {
  pause = 4000;
  attempt();
});
window.addEventListener("offline", () => setState("waiting"));
document.addEventListener("visibilitychange", () => {
  const now = draft();
  if (document.visibilityState === "hidden" && now.id && unsaved(now) && !running && !now.clash) replace(now, true).catch(() => later(pause));
});
