import { Fault, call } from "./core/api.js";
import { all, button, busy, element, one } from "./core/elements.js";
import { clock, moment, timeNow } from "./core/figures.js";
import { opened } from "./core/links.js";
import { shelf } from "./core/shelf.js";
import { part, say } from "./core/words.js";
import { follow } from "./application/follow.js";
import { showPanel } from "./application/panel.js";
import { showFile } from "./application/file.js";
import { turnOf } from "./turn.js";

const enter = one("#enter");
const file = one("#file");
const opening = one("#opening");
const state = one("#state");
let link = null;
let following = null;

function setState(name, text) {
  state.dataset.state = name;
  state.textContent = text;
}

function show(told, at) {
  const view = { ...told, next_action: turnOf(told, timeNow()) };
  const before = file.dataset.status;
  file.hidden = false;
  opening.hidden = enter.hidden = true;
  one("#problem").replaceChildren();
  file.dataset.status = view.status;
  file.dataset.next = view.next_action.code;
  one("#language").hidden = false;
  showFile(view, link);
  showPanel(view, { ...link, road: "/applications/" + link.id, refresh, quicken });
  setState("server", say("state.read", { time: clock(at) }));
  if (before && before !== view.status) one("#news").textContent = say("application.changed", { status: say("status." + view.status) });
}

async function read() {
  const kept = shelf.take("view." + link.id);
  try {
    const { status, content, etag } = await call("GET", "/applications/" + link.id, { key: link.key, known: kept && kept.etag });
    const view = status === 304 ? kept.view : content;
    const at = timeNow();
    shelf.put("view." + link.id, { view, etag: etag || kept.etag, at, key: link.key });
    // A term may have passed though nothing has changed.
    if (status !== 304 || file.hidden || file.dataset.next !== turnOf(view, at).code) show(view, at);
    else setState("server", say("state.read", { time: clock(at) }));
    return status !== 304;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (!fault.passing) return refuse(fault);
    if (kept && file.hidden && kept.key === link.key) show(kept.view, kept.at);
    setState("waiting", kept ? say("state.old", { at: moment(kept.at) }) : say("state.waiting"));
    return false;
  }
}

// After something the citizen did: read at once, and often for a while.
const refresh = () => following.now();
const quicken = () => following.quicken();

function refuse(fault) {
  following.stop();
  shelf.drop("view." + link.id);
  file.hidden = true;
  showEnter(fault.status === 404 ? say("fault.not_found") : fault.words);
}

async function showEnter(problem) {
  enter.hidden = false;
  opening.hidden = file.hidden = true;
  (await part("enter")).mount(problem);
}

for (const pressed of all("[data-refresh]")) pressed.addEventListener("click", () => busy(pressed, refresh));

one("#forget").addEventListener("click", async () => {
  following.stop();
  (await part("end")).forget(link);
});

async function begin() {
  if (following) following.stop();
  link = opened();
  delete file.dataset.status;
  file.hidden = true;
  if (!link) return showEnter(location.hash.length > 1 ? say("fault.not_found") : "");
  enter.hidden = true;
  opening.hidden = false;
  following = follow(read);
  await following.now();
  if (opening.hidden) return;
  const again = button(say("application.again"), () => busy(again, refresh), "main");
  one("#problem").replaceChildren(say("fault.offline"), element("p", { class: "actions" }, again));
}

window.addEventListener("hashchange", begin);
begin();
