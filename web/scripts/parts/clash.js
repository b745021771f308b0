import { element, one } from "../core/elements.js";
import { say } from "../core/words.js";

// The same answers were changed on two devices: the citizen says which stay.
export function start(tools) {
  const { change, draft } = tools;

  function question(pointer, now) {
    const field = one(`[data-field="${pointer}"]`);
    const label = field ? tools.labelOf(field) : pointer;
    const shown = (value) => (field ? tools.shownValue(field, value) : String(value));
    const choice = (whose, value) => {
      const id = `${pointer}-${whose}`;
      const input = element("input", { type: "radio", name: "clash" + pointer, id, value: whose, checked: whose === "mine" });
      return element("div", { class: "choice" }, input, element("label", { for: id }, shown(value), element("span", { class: "hint" }, say("clash." + whose))));
    };
    return element("fieldset", { class: "field" }, element("legend", { class: "strong" }, label), choice("mine", now.values[pointer]), choice("theirs", now.clash.theirs[pointer]));
  }

  return {
    mount() {
      const now = draft();
      one("#clashes").replaceChildren(...now.clash.clashes.map((pointer) => question(pointer, now)));
    },

    leave() {
      change((now) => {
        const { theirs, etag, clashes } = now.clash;
        const values = { ...now.values };
        for (const [pointer, value] of Object.entries(theirs)) {
          if (!clashes.includes(pointer) && now.values[pointer] === now.base[pointer]) values[pointer] = value;
        }
        for (const pointer of clashes) {
          if (one(`[name="clash${pointer}"]:checked`).value === "theirs") values[pointer] = theirs[pointer];
        }
        Object.assign(now, { values, base: theirs, etag });
        delete now.clash;
      });
      tools.attempt();
      return tools.go("tasks", true);
    },
  };
}
