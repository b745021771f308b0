import { part } from "../core/words.js";

// What the parts fetched later work with: they share this page's draft and steps, not copies of them.
export const tools = {};
const brought = {};

export function bring(name) {
  if (!brought[name]) {
    brought[name] = part(name).then(
      (module) => module.start(tools),
      (lost) => {
        delete brought[name];
        throw lost;
      },
    );
  }
  return brought[name];
}
