// Full screen, and keeping the code on this phone where she wants it: text, picture and words, in this browser alone.
"use strict";
(() => {
  const shown = document.getElementById("shown");
  const larger = document.getElementById("larger");
  if (shown.requestFullscreen) {
    larger.hidden = false;
    larger.querySelector("button").addEventListener("click", () => shown.requestFullscreen().catch(() => {}));
    shown.addEventListener("click", () => document.fullscreenElement && document.exitFullscreen());
  }

  const section = document.getElementById("keep");
  if (!navigator.serviceWorker || !window.caches) return;
  section.hidden = false;

  const active = (worker) => new Promise((on, off) => {
    const look = () => {
      if (worker.state === "activated") on();
      if (worker.state === "redundant") off(new Error("keeps nothing"));
    };
    worker.addEventListener("statechange", look);
    look();
  });

  const keep = async () => {
    localStorage.setItem("kept", section.dataset.kept);
    const chosen = await caches.open("suixing-kept-language");
    const language = document.documentElement.lang === "en" ? "en" : "zh";
    await chosen.put("/kept/language", new Response(language));
    const held = await navigator.serviceWorker.register(section.dataset.worker, { scope: "/kept/" });
    await active(held.installing || held.waiting || held.active);
  };

  section.querySelector("button").addEventListener("click", async () => {
    const [done, failed] = ["kept", "not-kept"].map((id) => document.getElementById(id));
    done.hidden = failed.hidden = true;
    try {
      await keep();
      done.hidden = false;
      done.focus();
    } catch {
      localStorage.removeItem("kept");
      failed.hidden = false;
    }
  });
})();
