// The site without signal: pages and their files as last seen. Calls to /v1 never pass through here, so nothing of an
// application is ever kept by it.
const VERSION = "__VERSION__";
const OFFLINE = { "/en/": "/en/offline/", "/": "/luring/" };
const PATIENCE = 4000;

const language = (path) => (path.startsWith("/en/") ? "/en/" : "/");

// What can't be had now is asked for again with the next page.
async function keep(urls) {
  const cache = await caches.open(VERSION);
  for (const url of urls) if (!(await cache.match(url))) await cache.add(url).catch(() => {});
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(
    (async () => {
      const open = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
      const languages = new Set(open.map(({ url }) => language(new URL(url).pathname)));
      await keep([...languages].map((each) => OFFLINE[each]));
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      await self.clients.claim();
      for (const name of await caches.keys()) if (name !== VERSION) await caches.delete(name);
    })(),
  );
});

// A page says what it will need without signal.
self.addEventListener("message", (event) => event.waitUntil(keep(event.data)));

async function file(request) {
  const cache = await caches.open(VERSION);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) cache.put(request, answer.clone());
  return answer;
}

// Pages from the network, so that figures are never old; the kept one when the line is dead or too slow.
async function page(request) {
  const cache = await caches.open(VERSION);
  const { pathname } = new URL(request.url);
  const fresh = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) cache.put(pathname, answer.clone());
    return answer;
  });
  const kept = await cache.match(pathname);
  try {
    if (!kept) return await fresh;
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
    return await Promise.race([fresh, late]);
  } catch {
    return kept || (await cache.match(OFFLINE[language(pathname)])) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || /^\/v1(\.0)?\//.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/aset/")) event.respondWith(file(request));
});
