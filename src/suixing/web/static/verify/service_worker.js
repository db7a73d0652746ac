// Keeps the page on which passes are checked, in both languages, and the lists, for when there is no network.
// The node puts VERSION and FILES before this. What is shown to the page never comes here.

const KEPT = `suixing-verify-${VERSION}`;
const LISTS = "suixing-verify-lists";
const PAGE = "/verify/";
const LANGUAGE = "/verify/language";
const PAGES = { zh: "zh-Hans", en: "en" };
const DATA = ["/passes/trust", "/passes/lists"];
const PATIENCE = 3000; // milliseconds for one answer of the network
const PAUSE = 30000; // for so long it is not asked again after it gave none

let slowUntil = 0;

const pageKey = (language) => `${PAGE}${language}`;

function nameOf(answer) {
  return (answer.headers.get("Content-Language") || "").startsWith("en") ? "en" : "zh";
}

async function keepPages(kept) {
  await Promise.all(Object.entries(PAGES).map(async ([name, language]) => {
    const answer = await fetch(PAGE, {
      credentials: "omit", cache: "reload", headers: { "Accept-Language": language },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    await kept.put(pageKey(name), answer);
  }));
}

async function keepData() {
  const kept = await caches.open(LISTS);
  await Promise.all(DATA.map(async (address) => {
    const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
    if (answer.ok) await kept.put(address, answer);
  }));
}

async function install() {
  const kept = await caches.open(KEPT);
  await Promise.all([kept.addAll(FILES.map((file) => new Request(file, { cache: "reload" }))), keepPages(kept)]);
  await keepData().catch(() => {});
  await self.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("suixing-verify-"));
  await Promise.all(old.filter((name) => name !== KEPT && name !== LISTS).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The network's answer, if one comes in time. */
async function fresh(request) {
  if (Date.now() < slowUntil) throw new Error("slow");
  const limit = new AbortController();
  const bell = setTimeout(() => limit.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: limit.signal });
  } catch (found) {
    if (limit.signal.aborted) slowUntil = Date.now() + PAUSE;
    throw found;
  } finally {
    clearTimeout(bell);
  }
}

async function keptPage() {
  const lists = await caches.open(LISTS);
  const chosen = await lists.match(LANGUAGE);
  const name = chosen ? await chosen.text() : (self.navigator.language || "zh").startsWith("zh") ? "zh" : "en";
  const kept = await caches.open(KEPT);
  return kept.match(pageKey(name));
}

async function page(request) {
  try {
    const answer = await fresh(request);
    if (!answer.ok) return await keptPage() || answer;
    const [kept, lists] = await Promise.all([caches.open(KEPT), caches.open(LISTS)]);
    const name = nameOf(answer);
    const held = [kept.put(pageKey(name), answer.clone()), lists.put(LANGUAGE, new Response(name))];
    await Promise.all(held).catch(() => {}); // a full disk hinders nobody
    return answer;
  } catch {
    return await keptPage() || Response.error();
  }
}

async function file(request, cache) {
  const path = new URL(request.url).pathname;
  const kept = await caches.open(cache);
  try {
    const answer = await fresh(request);
    if (!answer.ok) return await kept.match(path) || answer;
    await kept.put(path, answer.clone()).catch(() => {});
    return answer;
  } catch {
    return await kept.match(path) || Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("online", () => { slowUntil = 0; });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(page(request));
  else if (FILES.includes(pathname)) event.respondWith(file(request, KEPT));
  else if (DATA.includes(pathname)) event.respondWith(file(request, LISTS));
});
