// Changing the language in mid-form takes along what was typed: the page comes back filled (web/kept.py).
(function () {
  "use strict";

  var NEVER = { file: 1, password: 1, submit: 1, button: 1, reset: 1, image: 1 };

  function typed(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") {
      return Array.prototype.some.call(field.options, function (one) { return one.selected !== one.defaultSelected; });
    }
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }

  function begun(form) {
    // A form that came back with faults holds what was typed as if it had been there from the first.
    return form.querySelector("[aria-invalid=true]") || document.querySelector("main .error-summary, main .stop") ||
      Array.prototype.some.call(form.elements, function (field) { return !NEVER[field.type] && typed(field); });
  }

  function take(form, along) {
    Array.prototype.forEach.call(form.elements, function (field) {
      var chosen = field.type !== "checkbox" && field.type !== "radio" || field.checked;
      if (!field.name || NEVER[field.type] || field.name === "csrfmiddlewaretoken" || !chosen) return;
      var copy = document.createElement("input");
      copy.type = "hidden";
      copy.name = field.name;
      copy.value = field.value;
      along.appendChild(copy);
    });
  }

  document.addEventListener("submit", function (event) {
    var language = event.target;
    if (!language.matches("form.language")) return;
    language.querySelectorAll("[data-along]").forEach(function (one) { one.remove(); });
    var forms = Array.prototype.filter.call(document.querySelectorAll("main form"), function (form) {
      return form.elements.typed_by;
    });
    var form = forms.find(begun);
    if (!form) return;
    var along = document.createElement("span");
    along.dataset.along = "yes";
    along.hidden = true;
    take(form, along);
    language.appendChild(along);
  });
})();
