// Shows what this browser keeps, once it is tapped open, and forgets it on request. Asks the network for nothing.
"use strict";
(() => {
  const at = (id) => document.getElementById(id);
  const english = document.documentElement.lang === "en";
  const PATH = /^(?:M\d+ \d+h1v1h-1z)+$/;

  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem("kept"));
      return kept && Number.isInteger(kept.size) && PATH.test(kept.path) ? kept : null;
    } catch {
      return null;
    }
  };

  const close = () => {
    const kept = read();
    at("opened").hidden = true;
    at("told").replaceChildren();
    at("until").textContent = "";
    for (const path of at("opened").querySelectorAll("path")) path.removeAttribute("d");
    at("closed").hidden = !kept;
    at("nothing").hidden = Boolean(kept);
  };

  const today = () => new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10); // in China

  const open = () => {
    const kept = read();
    if (!kept) return close();
    const language = english ? "en" : "zh";
    const drawing = at("opened").querySelector("svg");
    drawing.setAttribute("viewBox", `0 0 ${kept.size} ${kept.size}`);
    drawing.querySelector(".light").setAttribute("d", `M0 0h${kept.size}v${kept.size}h-${kept.size}z`);
    drawing.querySelector(".dark").setAttribute("d", kept.path);
    at("until").textContent = kept.until[language];
    at("over").hidden = today() <= kept.last;
    at("told").replaceChildren(...kept.told[language].map(([label, value]) => {
      const row = document.createElement("div");
      const [term, said] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = label;
      said.textContent = value;
      row.append(term, said);
      return row;
    }));
    at("closed").hidden = true;
    at("opened").hidden = false;
    at("opened").focus();
  };

  const remove = async () => {
    localStorage.removeItem("kept");
    close();
    const held = await navigator.serviceWorker?.getRegistration("/kept/");
    await held?.unregister();
    const names = (await window.caches?.keys()) || [];
    await Promise.all(names.filter((name) => name.startsWith("suixing-kept-")).map((name) => caches.delete(name)));
  };

  at("open").addEventListener("click", open);
  at("close").addEventListener("click", close);
  at("remove").addEventListener("click", remove);
  // Nothing stays open behind a locked screen, or in the list of what is open.
  document.addEventListener("visibilitychange", () => document.hidden && close());
  close();
})();
