// The minute in which a step can be taken back, counted down; the page says the time of its end without this.
(function () {
  "use strict";
  var places = Array.prototype.slice.call(document.querySelectorAll("[data-until]"));
  if (!places.length) return;
  var english = document.documentElement.lang === "en";
  function show() {
    var running = places.filter(function (place) {
      var left = Math.ceil((new Date(place.dataset.until) - Date.now()) / 1000);
      if (left <= 0) {
        var form = place.closest("form");
        if (form) form.hidden = true;
        return false;
      }
      place.textContent = (english ? place.dataset.en : place.dataset.zh).replace("{n}", left);
      return true;
    });
    if (running.length) window.setTimeout(show, 1000);
  }
  show();
})();
