// Makes the field of a file a place to drop one on, and says at once what would be refused. Without it the form works.
(function () {
  "use strict";
  function enhance(form) {
    var input = form.querySelector("input[type=file]");
    var zone = form.querySelector(".drop");
    var said = form.querySelector(".drop-said");
    var button = form.querySelector("button");
    if (!input || !zone || !said || !button) { return; }
    form.querySelector(".drop-words").hidden = false;

    function look() {
      var file = input.files[0];
      said.textContent = "";
      if (file && file.size > Number(form.dataset.limit)) {
        said.textContent = form.dataset.tooLarge;
        input.value = "";
      } else if (file) {
        said.textContent = file.name + " · " + Math.max(1, Math.round(file.size / 1024)).toLocaleString() + " KB";
      }
    }
    input.addEventListener("change", look);
    ["dragenter", "dragover"].forEach(function (name) {
      zone.addEventListener(name, function (event) {
        event.preventDefault();
        zone.classList.add("over");
      });
    });
    ["dragleave", "drop"].forEach(function (name) {
      zone.addEventListener(name, function () { zone.classList.remove("over"); });
    });
    zone.addEventListener("drop", function (event) {
      event.preventDefault();
      if (event.dataTransfer.files.length > 1) {
        input.value = "";
        said.textContent = form.dataset.oneFile;
      } else if (event.dataTransfer.files.length === 1) {
        input.files = event.dataTransfer.files;
        look();
      }
    });
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      said.textContent = form.dataset.sending;
    });
    // A page that comes back from the browser's memory was not sent.
    window.addEventListener("pageshow", function () { delete form.dataset.sent; });
  }
  document.querySelectorAll("form.hand-in").forEach(enhance);
})();
