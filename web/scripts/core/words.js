// What the build put into the page: its words in its language, and the addresses of the parts fetched later.
const page = JSON.parse(document.getElementById("page").textContent);

export const language = document.documentElement.lang;
export const paths = page.paths;

export const knows = (key) => key in page.words;

export const say = (key, values) =>
  (page.words[key] || key).replace(/\{(\w+)\}/g, (_, name) => values[name]);

// A part brings its own words with it.
export const learn = (words) => Object.assign(page.words, words);

// Tried until it comes: `lost` is told when it did not. Some browsers remember a failed address, so each try has its own.
export async function part(name, lost = () => {}) {
  for (let round = 0; ; round++) {
    try {
      return await import(page.parts[name] + (round ? "#" + round : ""));
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault;
      lost();
      await new Promise((resume) => {
        window.addEventListener("online", resume, { once: true });
        setTimeout(resume, Math.min(2000 * 2 ** round, 30000));
      });
    }
  }
}
