// Keeps the page that shows what she kept, in both languages, for when there is no network. It holds nothing of hers.
// The node puts VERSION and FILES before this.

const KEPT = `suixing-kept-${VERSION}`;
const CHOICE = "suixing-kept-language";
const PAGE = "/kept/";
const LANGUAGE = "/kept/language";
const PAGES = { zh: "zh-Hans", en: "en" };

const pageKey = (language) => `${PAGE}${language}`;

async function install() {
  const kept = await caches.open(KEPT);
  const pages = Object.entries(PAGES).map(async ([name, language]) => {
    const answer = await fetch(PAGE, {
      credentials: "omit", cache: "reload", headers: { "Accept-Language": language },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    await kept.put(pageKey(name), answer);
  });
  await Promise.all([kept.addAll(FILES.map((file) => new Request(file, { cache: "reload" }))), ...pages]);
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("suixing-kept-"));
  await Promise.all(old.filter((name) => name !== KEPT && name !== CHOICE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request) {
  const chosen = await (await caches.open(CHOICE)).match(LANGUAGE);
  const usual = (self.navigator.language || "zh").startsWith("zh") ? "zh" : "en";
  const held = await (await caches.open(KEPT)).match(pageKey(chosen ? await chosen.text() : usual));
  return held || fetch(request);
}

async function file(request, path) {
  return await (await caches.open(KEPT)).match(path) || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(file(request, pathname));
});
