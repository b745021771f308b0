// A dashboard, and its custom widgets as CloudWatch hosts them: call the function, show, bind the actions.
import { ask, el, fault, say, said, state } from "./page.js";

const FORM = /^https:\/\/[\w.-]+\.console\.aws\.amazon\.com\/systems-manager\/automation\/execute\/([\w-]+)(?:\?[^#]*)?(?:#(.*))?$/;
const sheets = new Set();

export function board(name, content) {
  const widgets = content.widgets.map((widget, index) =>
    widget.type === "custom" ? custom(name, index, widget) : figures(widget),
  );
  return [el("div", { class: "board" }, ...widgets)];
}

function custom(dashboard, index, widget) {
  const title = widget.properties.title ?? "";
  const body = el("div", { class: "widget-body" });
  const notes = el("div");
  const place = { dashboard, index, body, notes, title };
  const refresh = el("button", { type: "button", class: "button", onclick: () => load(place) }, say("refresh"));
  refresh.setAttribute("aria-label", `${say("refresh")}: ${title}`);
  const section = el(
    "section",
    { class: `widget w${widget.width}`, "aria-label": title },
    el("header", {}, el("h2", {}, title), refresh),
    body,
    notes,
  );
  load(place);
  return section;
}

function figures(widget) {
  const title = widget.properties.title ?? "";
  return el(
    "section",
    { class: `widget w${widget.width}`, "aria-label": title },
    el("header", {}, el("h2", {}, title)),
    el("p", { class: "note quiet" }, say("metric")),
  );
}

export async function load(place, action = {}) {
  place.body.setAttribute("aria-busy", "true");
  place.last = action;
  if (!place.body.firstChild) place.body.append(el("p", { class: "quiet" }, say("loading")));
  try {
    const shown = await ask("/api/widget", {
      officer: state.officer,
      dashboard: place.dashboard,
      index: place.index,
      theme: state.theme,
      language: state.language,
      width: place.body.clientWidth,
      height: place.body.clientHeight,
      forms: fields(place.body),
      ...action,
    });
    fill(place, shown);
  } catch (failed) {
    place.body.replaceChildren(el("p", {}, say("failed")), fault(failed));
  }
  place.body.removeAttribute("aria-busy");
}

function fill(place, shown) {
  if (shown.kind === "html") place.body.innerHTML = shown.content;
  else place.body.replaceChildren(el("pre", {}, shown.content));
  apply(shown.css);
  bind(place);
  if (place.dialog) name(place);
  const sent = el("details", {}, el("summary", {}, say("event")), el("pre", { tabindex: "0" }, JSON.stringify(shown.event, null, 2)));
  place.notes.replaceChildren(...[gone(shown.stripped), sent].filter(Boolean));
  said(`${place.title}: ${say("refresh")}`);
}

// A popup is called what its content is called.
function name(place) {
  const title = place.body.querySelector("h3")?.textContent ?? place.title;
  place.dialog.setAttribute("aria-label", title);
}

function gone(stripped) {
  if (!stripped.length) return null;
  const list = stripped.map((what) => el("li", {}, el("code", {}, what)));
  return el("details", { open: true }, el("summary", { class: "stripped" }, say("stripped", { n: stripped.length })), el("ul", {}, ...list));
}

// A widget's style sheet holds within widgets only, whatever it says.
function apply(css) {
  if (!css || sheets.has(css)) return;
  sheets.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@scope (.widget-body) {${css}}`);
  document.adoptedStyleSheets.push(sheet);
}

function fields(body) {
  const found = {};
  for (const field of body.querySelectorAll("input[name], select[name], textarea[name]")) {
    if ((field.type === "checkbox" || field.type === "radio") && !field.checked) continue;
    found[field.name] = field.value;
  }
  return found;
}

function bind(place) {
  for (const action of place.body.querySelectorAll("cwdb-action")) {
    const trigger = action.previousElementSibling;
    if (!trigger) continue;
    trigger.addEventListener(action.getAttribute("event") ?? "click", (happened) => {
      happened.preventDefault();
      act(place, action);
    });
  }
  for (const form of place.body.querySelectorAll("form")) {
    form.addEventListener("submit", (happened) => {
      happened.preventDefault();
      form.querySelector("button, .btn")?.click();
    });
  }
  for (const link of place.body.querySelectorAll("a[href]")) {
    const form = FORM.exec(link.getAttribute("href"));
    if (!form || !state.runbooks.some((each) => each.document === form[1])) continue;
    link.removeAttribute("target");
    link.setAttribute("href", `#/runbook/${form[1]}?${form[2] ?? ""}`);
    link.addEventListener("click", () => place.dialog?.close());
  }
}

async function act(place, action) {
  const question = action.getAttribute("confirmation");
  if (question && !(await confirmed(question))) return;
  const popup = (action.getAttribute("display") ?? "widget") === "popup";
  const target = popup ? opened(place) : place;
  if (action.getAttribute("action") === "html") {
    target.body.replaceChildren(...[...action.childNodes].map((node) => node.cloneNode(true)));
    bind(target);
    name(target);
    return;
  }
  const parameters = JSON.parse(action.textContent || "{}");
  const forms = fields(place.body);
  await load(target, { endpoint: action.getAttribute("endpoint"), parameters, forms });
}

function opened(place) {
  const body = el("div", { class: "widget-body imi-popup" });
  const notes = el("div", { class: "widget" });
  const dialog = el("dialog", { "aria-label": place.title });
  const close = el("button", { type: "button", class: "button", onclick: () => dialog.close() }, say("close"));
  dialog.append(el("div", { class: "bar" }, close), body, notes);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return { ...place, body, notes, dialog };
}

export function confirmed(question) {
  return new Promise((answer) => {
    const dialog = el("dialog", { "aria-label": question });
    const end = (value) => () => {
      answer(value);
      dialog.close();
    };
    dialog.append(
      el(
        "div",
        { class: "ask" },
        el("p", {}, question),
        el(
          "div",
          { class: "row" },
          el("button", { type: "button", class: "button main", onclick: end(true) }, say("confirm")),
          el("button", { type: "button", class: "button", onclick: end(false) }, say("cancel")),
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      answer(false);
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
