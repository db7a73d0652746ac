// The worklist: keys from case to case, and what was ticked and looked at while the list is renewed.
(function () {
  "use strict";

  var STORE = "suixing.single-keys";
  var list = function () { return document.getElementById("cases-list"); };
  if (!list()) return;
  var links = function () { return Array.prototype.slice.call(list().querySelectorAll("a.case")); };
  var all = function (selector) { return Array.prototype.slice.call(list().querySelectorAll(selector)); };

  // A shortcut of one letter can be turned off (WCAG 2.1.4); this browser remembers it.
  function keysAreOn() {
    try { return window.localStorage.getItem(STORE) !== "off"; } catch (error) { return true; }
  }
  function turnKeys(on) {
    try { window.localStorage.setItem(STORE, on ? "on" : "off"); } catch (error) { /* not remembered, then */ }
  }

  var details = document.querySelector("details.keys");
  if (details) {
    var button = document.createElement("button");
    var say = function () { button.textContent = keysAreOn() ? details.dataset.keysOff : details.dataset.keysOn; };
    button.type = "button";
    button.className = "second";
    button.addEventListener("click", function () { turnKeys(!keysAreOn()); say(); });
    say();
    details.appendChild(button);
  }

  function lineOf(element) {
    return element && element.closest ? element.closest("#cases-list li") : null;
  }
  function here() {
    var line = lineOf(document.activeElement);
    return line ? links().indexOf(line.querySelector("a.case")) : -1;
  }
  function go(step) {
    var stops = links(), at = here();
    var to = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step];
    if (to) to.focus();
    return Boolean(to);
  }
  function types(element) {
    return element.isContentEditable || element.tagName === "TEXTAREA" || element.tagName === "SELECT" ||
      element.tagName === "INPUT" && element.type !== "checkbox";
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || types(event.target)) return;
    var inside = Boolean(lineOf(event.target));
    if (inside && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      go(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      return;
    }
    if (!keysAreOn()) return;
    if (event.key === "j" || event.key === "k") {
      if (go(event.key === "j" ? 1 : -1)) event.preventDefault();
    } else if (event.key === "x" && inside) {
      var box = lineOf(event.target).querySelector("input[type=checkbox]");
      if (box) { box.checked = !box.checked; event.preventDefault(); }
    } else if (event.key === "Enter" && event.target.type === "checkbox" && inside) {
      event.preventDefault();
      lineOf(event.target).querySelector("a.case").click();
    }
  });

  // What nobody looks at is not asked for.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target === list() && document.hidden) event.preventDefault();
  });

  var before = null;
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.target !== list() || !event.detail.shouldSwap) return;
    before = {
      ticked: all("input[type=checkbox]").filter(function (box) { return box.checked; })
        .map(function (box) { return box.value; }),
      at: here(), onBox: document.activeElement && document.activeElement.type === "checkbox"
    };
    before.id = before.at < 0 ? "" : links()[before.at].id;
  });
  document.addEventListener("htmx:afterSwap", function () {
    if (!before) return;
    var held = before;
    before = null;
    all("input[type=checkbox]").forEach(function (box) { box.checked = held.ticked.indexOf(box.value) >= 0; });
    if (held.at < 0) return;
    // A case that is gone leaves its place to the one that came there.
    var stops = links();
    var to = document.getElementById(held.id) || stops[Math.min(held.at, stops.length - 1)];
    if (!to) return;
    var box = held.onBox && lineOf(to).querySelector("input[type=checkbox]");
    (box || to).focus({ preventScroll: true });
  });
})();
