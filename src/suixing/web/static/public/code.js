// A scanned letter brings its code behind the # of the address, which no server sees: put it into the field.
"use strict";
(() => {
  const field = document.querySelector("[data-from-address]");
  const code = decodeURIComponent(window.location.hash.slice(1));
  if (field && /^[0-9A-Za-z-]{16,24}$/.test(code)) {
    field.value = code;
    window.history.replaceState(null, "", window.location.pathname);
  }
})();
