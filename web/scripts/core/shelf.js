// What is kept on this device. Where the browser forbids storage or it is full, the page's own memory has to do.
const memory = new Map();
let store = null;
try {
  store = window.localStorage;
  store.setItem("?", "?");
  store.removeItem("?");
} catch {
  store = null;
}

export const shelf = {
  lasting: !!store,

  take(name) {
    const text = memory.has(name) ? memory.get(name) : store && store.getItem(name);
    return text ? JSON.parse(text) : null;
  },

  put(name, value) {
    const text = JSON.stringify(value);
    try {
      if (!store) throw 0;
      store.setItem(name, text);
      memory.delete(name);
    } catch {
      memory.set(name, text);
      shelf.lasting = false;
    }
  },

  drop(name) {
    memory.delete(name);
    if (store) store.removeItem(name);
  },

  names(prefix) {
    const kept = store ? Object.keys(store) : [];
    return [...new Set([...kept, ...memory.keys()])].filter((name) => name.startsWith(prefix));
  },
};
