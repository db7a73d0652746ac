// What HTMX does not do: card readers that type, the arrow keys among hits, typing behind a prefix.
(function () {
  "use strict";

  // A reader types a whole number faster than a hand can, and ends with Enter or Tab. Milliseconds.
  var A_KEY_AT_MOST = 90, PAUSE = 400, SHORTEST = 15;
  var burst = { field: null, keys: 0, began: 0, last: 0 };

  function readerTyped(field, now) {
    return burst.field === field && burst.keys >= SHORTEST && now - burst.last < PAUSE &&
      burst.last - burst.began < burst.keys * A_KEY_AT_MOST;
  }

  function nextField(field) {
    var all = Array.prototype.slice.call(field.form.querySelectorAll("input, select, textarea, button"));
    return all.slice(all.indexOf(field) + 1).find(function (one) {
      return one.type !== "hidden" && !one.disabled && one.tabIndex >= 0;
    });
  }

  document.addEventListener("keydown", function (event) {
    var field = event.target;
    if (!field.dataset || !field.dataset.reader) return;
    var now = event.timeStamp;
    if (event.key.length === 1) {
      if (burst.field !== field || now - burst.last > PAUSE) burst = { field: field, keys: 0, began: now, last: now };
      burst.keys += 1;
      burst.last = now;
      return;
    }
    if (event.key !== "Enter" && event.key !== "Tab" || !readerTyped(field, now)) return;
    burst.keys = 0;
    event.preventDefault();
    if (field.dataset.reader === "send") {
      field.form.requestSubmit();
    } else {
      var next = nextField(field);
      if (next) next.focus();
    }
  });

  // Up and down from the search field to the hits and among them.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    var field = document.querySelector("[data-hits]");
    if (!field) return;
    var stops = [field].concat(Array.prototype.slice.call(document.querySelectorAll("#found a.hit")));
    var at = stops.indexOf(event.target);
    if (at < 0 || stops.length < 2) return;
    var to = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (!to) return;
    event.preventDefault();
    to.focus();
    if (to === field) field.select();
  });

  // A field that begins with what is known is gone on with, not typed over: the browser selects all of it on arrival.
  function goBehind(field) {
    if (field.selectionStart === 0 && field.selectionEnd === field.value.length) {
      field.setSelectionRange(field.value.length, field.value.length);
    }
  }
  var arrived = null;
  document.addEventListener("focusin", function (event) {
    var field = event.target;
    arrived = field.dataset && field.dataset.behind ? field : null;
    if (arrived) window.setTimeout(function () { if (arrived === field) goBehind(field); arrived = null; }, 0);
  });
  document.addEventListener("keydown", function (event) {
    // A key, or the first one of an input method, may come before the timeout.
    var types = event.key.length === 1 || event.key === "Process";
    if (types && arrived && arrived === event.target && !event.ctrlKey && !event.metaKey) goBehind(arrived);
  });
})();
