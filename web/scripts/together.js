import { Fault, call, randomKey } from "./core/api.js";
import { button, busy, element, focusOn, one, tag } from "./core/elements.js";
import { rupiah } from "./core/figures.js";
import { opened } from "./core/links.js";
import { shelf } from "./core/shelf.js";
import { part, say } from "./core/words.js";
import { follow } from "./application/follow.js";
import { showFaults } from "./faults.js";
import { applicationNumber } from "./number.js";
import { standing } from "./standing.js";
import { isComing, isDue, total } from "./together/sums.js";
import { arrived } from "./turn.js";

const MOST = 10;
const names = JSON.parse(one("#names").textContent);
const form = one("#form");
const views = new Map(); // number → what the service last said of it, or a fault
let following = null;

// Kept on this device: the members with their keys, and the group once there is one. `once` is the key of the wish for it.
const state = () => shelf.take("together") || { members: [], group: null, once: null };
const change = (values) => shelf.put("together", { ...state(), ...values });
const known = () => state().members.map(({ id }) => views.get(id)).filter((view) => view && !view.fault);

async function look({ id, key }) {
  const before = views.get(id);
  try {
    const { status, content, etag } = await call("GET", "/applications/" + id, { key, known: before && before.etag });
    if (status !== 304) views.set(id, { ...content, etag });
    return status !== 304;
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (!before) views.set(id, { fault: fault.status === 404 ? say("fault.not_found") : fault.words });
    return !before;
  }
}

async function lookAtAll() {
  const changed = await Promise.all(state().members.map(look));
  show();
  return changed.some(Boolean);
}

const refresh = () => following.now();
const quicken = () => following.quicken();

// ---- the members

function memberLine({ id }) {
  const view = views.get(id);
  const { group } = state();
  const remove = button(say("together.remove"), () => (change({ members: state().members.filter((it) => it.id !== id), once: null }), show(), focusOn(one("h1"))), "plain");
  const about = [element("span", { class: "number strong" }, id)];
  if (view && view.fault) about.push(element("p", { class: "error" }, view.fault));
  else if (view) {
    const { status, next_action: next, applicant, payment, service } = view;
    about.push(
      element("br"),
      [applicant.full_name, names["service=" + service]].filter(Boolean).join(" · "),
      element("br"),
      tag(isDue(view) ? "open" : isComing(view) ? "done" : standing(status, arrived(view) ? "officer" : next.who), isDue(view) ? rupiah(payment.amount_due) : say(arrived(view) ? "application.arrived" : "status." + status)),
    );
    if (!group && !isDue(view)) about.push(element("p", { class: "error" }, say("together_fault.payment_not_due")));
    if (view.refused) about.push(element("p", { class: "error" }, view.refused));
  }
  return element("li", {}, element("div", {}, about), !group && element("div", { class: "act" }, remove));
}

function show() {
  const { members, group } = state();
  one("#members").hidden = !members.length;
  one("#members ul").replaceChildren(...members.map(memberLine));
  const sum = total(known());
  one("#sum").textContent = sum ? say("together.sum", { amount: rupiah(sum), count: members.length }) : "";
  one("#adding").hidden = !!group || members.length >= MOST;
  one("#join").hidden = !!group || members.length < 2 || known().filter(isDue).length < members.length;
  one("#undo").hidden = !group;
  const here = shelf.names("draft.").map(shelf.take).filter(({ id, status }) => id && status !== "draft" && !members.some((it) => it.id === id));
  one("#known").hidden = !here.length;
  one("#known .actions").replaceChildren(...here.map(({ id, key }) => button(id, () => put(id, key))));
  if (!group) one("#panel").replaceChildren();
  else if (known().length === members.length) showPanel(group, members);
}

// What they do together now. It comes when there is a group: until then nobody needs it.
async function showPanel(group, members) {
  const { together } = await part("household", () => one("#panel").replaceChildren(element("p", {}, say("fault.offline"))));
  if (state().group) together(one("#panel"), group, members, known(), { refresh, quicken, undo });
}

// ---- what is done with them

async function put(id, key) {
  const { members } = state();
  if (members.some((member) => member.id === id)) return showFaults(form, [["#id", say("together_fault.twice")]]);
  await look({ id, key });
  const view = views.get(id);
  if (view.fault) {
    views.delete(id);
    return showFaults(form, [["#id", view.fault]]);
  }
  change({ members: [...members, { id, key }], once: null });
  showFaults(form, []);
  form.reset();
  show();
}

function add() {
  const typed = one("#id").value.trim();
  const link = typed.includes("#") && opened(typed.slice(typed.indexOf("#")));
  const id = link ? link.id : applicationNumber(typed);
  const key = link ? link.key : one("#key").value.replace(/[\s-]/g, "").toUpperCase();
  const faults = [];
  if (!id) faults.push(["#id", say("application.number_wrong")]);
  else if (!/^[A-Z2-7]{26}$/.test(key)) faults.push(["#key", say("application.key_wrong")]);
  showFaults(form, faults);
  if (!faults.length) return put(id, key);
}

async function join() {
  const { members, once } = state();
  const wish = once || randomKey();
  change({ once: wish });
  const problem = one("#problem");
  problem.textContent = "";
  const body = { application_ids: members.map(({ id }) => id), access_keys: members.map(({ key }) => key) };
  try {
    const { content } = await call("POST", "/groups", { once: wish, body });
    change({ group: { id: content.group_id, key: content.access_key }, once: null });
    await refresh();
    focusOn(one("#panel"));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (!fault.passing) change({ once: null });
    problem.textContent = fault.words;
    // Each fault of the answer stands with the member that it is about.
    for (const [id, refused] of (await part("household")).refusals(fault, members)) views.set(id, { ...views.get(id), refused });
    show();
  }
}

function undo() {
  change({ group: null, once: null });
  show();
  focusOn(one("h1"));
}

one("#forget").onclick = async () => (await part("household")).forget();
one("button", form).type = "submit";
form.addEventListener("submit", (event) => {
  event.preventDefault();
  busy(one("button", form), add);
});
const wish = one("#join");
wish.addEventListener("click", () => busy(wish, join));

// From an application's page: it is the first to be put in.
async function begin() {
  const link = opened();
  if (link) history.replaceState(null, "", location.pathname);
  following = follow(lookAtAll);
  await following.now();
  if (link && !state().group && !state().members.some(({ id }) => id === link.id)) await put(link.id, link.key);
}
begin();
