// What all parts of the page share: elements, words, calls.
export const state = { officer: "", theme: "light", language: "id", texts: {}, dashboards: {}, runbooks: [], officers: [] };

export function el(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...content.filter((each) => each != null));
  return made;
}

export function say(key, values = {}) {
  return (state.texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export async function ask(address, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw { code: "offline", title: say("offline") };
  }
  const content = await answer.json();
  if (!answer.ok) throw content;
  return content;
}

// What failed, in the officer's language where the code has words there; the code itself for a helper on the phone.
export function fault(failed) {
  const known = state.language === "en" && failed.title ? null : state.texts[`f.${failed.code}`];
  return el(
    "div",
    { class: "notice wrong", role: "alert" },
    el("p", {}, known ?? failed.title ?? String(failed)),
    known && failed.title ? el("p", { class: "quiet", lang: "en" }, failed.title) : null,
    failed.code ? el("p", {}, `${say("code")}: `, el("code", {}, failed.code)) : null,
  );
}

export function said(text) {
  document.getElementById("said").textContent = text;
}

// The officer chosen.
export const me = () => state.officers.find((each) => each.name === state.officer);

export const at = (link) => link.getAttribute("href");

export function go(hash) {
  location.hash = hash;
}

export function moment(seconds) {
  const locale = state.language === "id" ? "id-ID" : "en-GB";
  const when = new Date(seconds * 1000);
  const as = (style) => new Intl.DateTimeFormat(locale, { ...style, timeZone: "Asia/Jakarta" }).format(when);
  return `${as({ dateStyle: "long" })}, ${as({ timeStyle: "short" })} WIB`;
}
