// Who leaves at once, or calls her pass lost, leaves nothing of it on this phone, also where there is no network.
"use strict";
for (const form of document.querySelectorAll("form.leave, form[data-forget]")) {
  form.addEventListener("submit", () => {
    try {
      localStorage.removeItem("kept");
    } catch { /* a browser that keeps nothing has nothing to forget */ }
  });
}
