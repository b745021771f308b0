export const one = (selector, root = document) => root.querySelector(selector);

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Text is always text: nothing that somebody typed becomes markup.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "class") made.className = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child || child === 0));
  return made;
}

export const button = (text, onclick, kind = "") => element("button", { type: "button", class: kind, onclick }, text);

// A tag says its state by word and shape, not by colour alone.
export const tag = (state, text) => element("span", { class: "tag", "data-tag": state }, text);

export function focusOn(target) {
  if (!target.hasAttribute("tabindex") && !target.matches("a,button,input,textarea,summary")) target.tabIndex = -1;
  target.focus();
}

// One act at a time, however often the button is pressed. The button keeps its place and its focus.
export async function busy(pressed, act) {
  if (pressed.getAttribute("aria-disabled")) return;
  pressed.setAttribute("aria-disabled", "true");
  try {
    await act();
  } finally {
    pressed.removeAttribute("aria-disabled");
  }
}
