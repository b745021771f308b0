// Pictures not yet sent, kept over a reload. Where the browser forbids it, this page's memory has to do.
const memory = new Map();

const opened = new Promise((resolve) => {
  try {
    const request = indexedDB.open("documents", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("blobs");
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => resolve(null);
  } catch {
    resolve(null);
  }
});

async function inStore(mode, act) {
  const base = await opened;
  if (!base) return undefined;
  return new Promise((resolve) => {
    try {
      const transaction = base.transaction("blobs", mode);
      const request = act(transaction.objectStore("blobs"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

export const blobs = {
  // Written as bytes: some browsers lose the blobs themselves.
  async put(name, blob) {
    memory.set(name, blob);
    const bytes = await blob.arrayBuffer();
    await inStore("readwrite", (store) => store.put({ bytes, type: blob.type }, name));
  },

  async take(name) {
    if (memory.has(name)) return memory.get(name);
    const kept = await inStore("readonly", (store) => store.get(name));
    return kept ? new Blob([kept.bytes], { type: kept.type }) : null;
  },

  async drop(name) {
    memory.delete(name);
    await inStore("readwrite", (store) => store.delete(name));
  },
};
