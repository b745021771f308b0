// What the build put into the page: its words in its language, and the addresses of the parts fetched later.
const page = JSON.parse(document.getElementById("page").textContent);

export const language = document.documentElement.lang;
export const paths = page.paths;

export const knows = (key) => key in page.words;

export const say = (key, values) =>
  (page.words[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name]);

// A part brings its own words with it.
export const learn = (words) => Object.assign(page.words, words);

export const part = (name) => import(page.parts[name]);
