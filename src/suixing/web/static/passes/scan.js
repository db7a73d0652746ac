// An officer holds the camera over a pass, or chooses a picture of it. What is found goes into the form, which is sent:
// this node checks it, as it checks what a reader types. The picture itself stays in the browser.

import { Camera } from "../verify/camera.js";
import { listenToReader } from "../verify/keyboard.js";
import { looksLikePass, readPicture } from "../verify/reading.js";
import { textOf } from "../verify/words.js";

const part = (id) => document.getElementById(id);
const form = part("scan");

function hint(name) {
  const text = name ? textOf(`hint-${name}`) : "";
  if (part("hint").textContent !== text) part("hint").textContent = text;
}

function place(looking) {
  part("seen").hidden = !looking;
  part("look").hidden = looking;
}

function send(text) {
  hint("");
  place(false);
  form.elements.code.value = text;
  form.requestSubmit();
}

const camera = new Camera(part("video"), { found: send, other: () => hint("other-code") });

async function look() {
  place(true);
  hint("");
  try {
    await camera.start();
    hint("hold");
    part("stop").focus();
  } catch (found) {
    place(false);
    hint(found.name === "NotAllowedError" ? "camera-refused" : "no-camera");
  }
}

function stop() {
  camera.stop();
  hint("");
  place(false);
  part("look").focus();
}

async function take(file) {
  if (!file) return;
  camera.stop();
  place(false);
  hint("looking");
  try {
    const text = await readPicture(file);
    if (text === null) hint("no-code");
    else if (looksLikePass(text)) send(text);
    else hint("other-code");
  } catch {
    hint("no-picture");
  }
}

part("look").addEventListener("click", look);
part("stop").addEventListener("click", stop);
part("choose").addEventListener("click", () => part("picture").click());
part("picture").addEventListener("change", (event) => {
  take(event.target.files[0]);
  event.target.value = "";
});
document.addEventListener("paste", (event) => {
  const [file] = event.clipboardData?.files || [];
  if (!file) return;
  event.preventDefault();
  take(file);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden && camera.isOn) stop();
});
window.addEventListener("pagehide", () => camera.stop());
listenToReader(send);
part("camera").hidden = false;
