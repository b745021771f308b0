// The console's page: which part is shown, as whom, in which theme. Parts: boards, runbooks, executions.
import { ask, at, el, me, said, say, state } from "./page.js";
import { board } from "./board.js";
import { executionPage, executionsPage, runbookPage, runbooksPage } from "./runbook.js";

const main = document.getElementById("main");
let shown = 0;

async function begin() {
  const lang = document.documentElement.lang;
  const overview = await ask(`/api/overview?lang=${lang}`);
  Object.assign(state, overview, { language: lang });
  chooseOfficer();
  chooseTheme();
  parts();
  document.getElementById("language").addEventListener("click", (click) => {
    click.currentTarget.hash = location.hash;
  });
  addEventListener("hashchange", () => {
    document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
    show(true);
  });
  await show(false);
}

function chooseOfficer() {
  const select = document.getElementById("officer");
  for (const officer of state.officers) {
    const role = say(`role.${officer.role}`);
    select.append(el("option", { value: officer.name }, `${officer.name} (${role})`));
  }
  const kept = sessionStorage.getItem("officer");
  select.value = state.officers.some((it) => it.name === kept) ? kept : state.officers[0].name;
  state.officer = select.value;
  select.addEventListener("change", () => {
    state.officer = select.value;
    sessionStorage.setItem("officer", select.value);
    parts();
    show(false);
  });
}

function chooseTheme() {
  const button = document.getElementById("theme");
  const set = (theme) => {
    state.theme = theme;
    document.documentElement.dataset.theme = theme;
    button.textContent = say(theme === "dark" ? "theme.light" : "theme.dark");
  };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  set(sessionStorage.getItem("theme") ?? (dark ? "dark" : "light"));
  button.addEventListener("click", () => {
    set(state.theme === "dark" ? "light" : "dark");
    sessionStorage.setItem("theme", state.theme);
    show(false);
  });
}

function parts() {
  const boards = boardsOf().map((name) => [`#/board/${name}`, boardTitle(name)]);
  const rest = [["#/runbooks", say("nav.runbooks")], ["#/executions", say("nav.executions")]];
  const links = [...boards, ...rest].map(([href, text]) => el("li", {}, el("a", { href }, text)));
  document.getElementById("parts").replaceChildren(...links);
}

// Dashboards that the officer's policy opens.
function boardsOf() {
  return me().dashboards;
}

function boardTitle(name) {
  const key = `board.${name.split("-").pop()}`;
  return key in state.texts ? say(key) : name;
}

async function show(moved) {
  const turn = ++shown;
  const [path, query] = (location.hash.slice(2) || "").split("?");
  const [part, name] = path.split("/");
  const fresh = el("div");
  let title;
  let lang = null;
  if (!part || part === "board") {
    const chosen = boardsOf().includes(name) ? name : preferred();
    title = boardTitle(chosen);
    fresh.append(...board(chosen, state.dashboards[chosen]));
  } else if (part === "runbooks") {
    title = say("nav.runbooks");
    fresh.append(...runbooksPage());
  } else if (part === "runbook") {
    title = state.runbooks.find((each) => each.document === name)?.description ?? say("nothing");
    lang = "id"; // the documents' own language
    fresh.append(...runbookPage(name, new URLSearchParams(query)));
  } else if (part === "executions") {
    title = say("nav.executions");
    fresh.append(...(await executionsPage()));
  } else if (part === "execution") {
    title = say("execution");
    fresh.append(...executionPage(name));
  } else {
    title = say("nothing");
  }
  if (turn !== shown) return;
  main.replaceChildren(el("h1", { lang }, title), fresh);
  document.title = `${title} · ${say("title")}`;
  mark(part, name);
  if (moved) {
    main.focus();
    scrollTo(0, 0);
  }
}

function preferred() {
  return boardsOf().find((name) => name.endsWith("-queue")) ?? boardsOf()[0];
}

function mark(part, name) {
  const here = { "": `board/${preferred()}`, board: `board/${boardsOf().includes(name) ? name : preferred()}`, runbook: "runbooks", execution: "executions" };
  const wanted = `#/${here[part ?? ""] ?? part}`;
  for (const link of document.querySelectorAll("#parts a")) {
    if (at(link) === wanted) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

begin().catch((failed) => {
  main.replaceChildren(el("p", {}, failed.title ?? "The console does not answer."));
  said(main.textContent);
  console.error(failed);
});
