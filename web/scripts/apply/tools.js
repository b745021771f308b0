import { part } from "../core/words.js";

// What the parts fetched later work with: they share this page's draft and steps, not copies of them.
export const tools = {};
const brought = {};

export function bring(name) {
  if (!brought[name]) brought[name] = part(name, () => tools.setState("waiting")).then((module) => module.start(tools));
  return brought[name];
}
