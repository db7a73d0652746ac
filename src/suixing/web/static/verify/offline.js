// Keeps the page for when there is no network, and the language with it.

const KEPT = "suixing-verify-lists";
const LANGUAGE = "/verify/language";
const PATIENCE = 4000;

/** Resolves when everything is kept; rejects where this browser keeps nothing. */
export async function keepPage() {
  if (!navigator.serviceWorker) throw new Error("keeps nothing");
  await navigator.serviceWorker.register("/verify/service-worker.js", { scope: "/verify/" });
  await navigator.serviceWorker.ready;
}

async function change(form, language) {
  const kept = await caches.open(KEPT);
  await kept.put(LANGUAGE, new Response(language === "en" ? "en" : "zh"));
  if (navigator.onLine) {
    const said = new URLSearchParams(new FormData(form));
    said.set("language", language);
    const asked = fetch(form.action, { method: "POST", body: said, redirect: "manual" });
    await Promise.race([asked.catch(() => {}), new Promise((on) => { setTimeout(on, PATIENCE); })]);
  }
  window.location.reload();
}

/** Makes the choice of a language work without a network too. */
export function keepLanguage() {
  const form = document.querySelector("form.language");
  form?.addEventListener("submit", (event) => {
    if (!navigator.serviceWorker?.controller) return;
    event.preventDefault();
    change(form, event.submitter?.value || "en");
  });
}
