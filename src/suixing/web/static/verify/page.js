// The page on which anybody checks a pass. Everything happens in this browser; nothing that is shown is sent or kept.

import { Camera } from "./camera.js";
import { verify } from "./formats/verify.js";
import { listenToReader } from "./keyboard.js";
import { Lists } from "./lists.js";
import { keepLanguage, keepPage } from "./offline.js";
import { looksLikePass, readPicture } from "./reading.js";
import { show } from "./result.js";
import { copyOf, textOf, withAge } from "./words.js";

const AGAIN = 30 * 60 * 1000; // milliseconds after which lists are looked at anew
const LONGEST_TEXT_FILE = 1024 * 1024;
const OLD = 7 * 86400;

const part = (id) => document.getElementById(id);
const now = () => Math.floor(Date.now() / 1000);
const lists = new Lists(part("check").dataset.anchor);
const first = lists.refresh();
let byCamera = false;

function hint(name) {
  const text = name ? textOf(`hint-${name}`) : "";
  if (part("hint").textContent !== text) part("hint").textContent = text;
}

const camera = new Camera(part("video"), {
  found: (text) => { byCamera = true; check(text); },
  other: () => hint("other-code"),
});

function place(name) {
  part("seen").hidden = name !== "camera";
  part("ways").hidden = name !== "ways";
  part("verdict").hidden = name !== "verdict";
  part("onward").hidden = name !== "verdict";
}

/** Check a text and show the verdict. */
async function check(text) {
  performance.mark("suixing-read");
  camera.stop();
  hint("");
  part("pasted").value = "";
  await first;
  const at = now();
  const checked = await verify(text, lists.trust, lists.statuses, at);
  if (lists.trust === null && checked.reason === "no_trust_list") checked.reason = lists.why;
  show(part("verdict"), checked, lists.trust, at);
  place("verdict");
  part("verdict").focus();
  requestAnimationFrame(() => setTimeout(() => performance.measure("suixing-check", "suixing-read")));
}

async function look() {
  place("camera");
  hint("");
  try {
    await camera.start();
    hint("hold");
  } catch (found) {
    place("ways");
    hint(found.name === "NotAllowedError" ? "camera-refused" : "no-camera");
  }
}

function leave() {
  camera.stop();
  part("verdict").replaceChildren();
  delete part("verdict").dataset.verdict;
  part("pasted").value = "";
  hint("");
  place("ways");
}

async function next() {
  leave();
  if (byCamera) await look();
  else part("pasted").focus();
}

async function take(file) {
  if (!file) return;
  byCamera = false;
  hint("looking");
  try {
    const isText = file.type.startsWith("text/") || /\.(?:txt|jwt|sdjwt)$/i.test(file.name);
    if (isText) await check(file.size > LONGEST_TEXT_FILE ? "" : await file.text());
    else {
      const text = await readPicture(file);
      if (text === null) hint("no-code");
      else await check(text);
    }
  } catch {
    hint("no-picture");
  }
}

function readText(text) {
  byCamera = false;
  check(text);
}

function listenToFields() {
  part("paste").addEventListener("submit", (event) => {
    event.preventDefault();
    if (part("pasted").value.trim()) readText(part("pasted").value);
    else hint("nothing");
  });
  part("pasted").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    part("paste").requestSubmit();
  });
  document.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files || [];
    const text = event.clipboardData?.getData("text") || "";
    if (file) take(file);
    else if (looksLikePass(text)) readText(text);
    else return;
    event.preventDefault();
  });
  part("choose").addEventListener("click", () => part("picture").click());
  part("picture").addEventListener("change", (event) => {
    take(event.target.files[0]);
    event.target.value = "";
  });
}

function listenToDrops() {
  const zone = part("check");
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const text = event.dataTransfer.getData("text");
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
    else if (text) readText(text);
  });
}

/** How old the lists are, and whether there is anything to check with. */
function tell() {
  const { trust } = lists;
  part("trust-age").textContent = trust ? withAge(trust.issuedAt, now()) : textOf("word-none");
  part("issuers").textContent = trust ? String(trust.issuers.size) : "0";
  part("status-lists").textContent = String(lists.statuses.count);
  const oldest = lists.statuses.oldest;
  part("status-age").textContent = oldest === null ? textOf("word-none") : withAge(oldest, now());
  const expired = trust !== null && trust.expires <= now();
  const name = !trust ? "no-trust" : expired ? "expired-trust" : !trust.issuers.size ? "no-issuers"
    : now() - trust.issuedAt > OLD ? "old-trust" : "";
  part("warned").replaceChildren(...(name ? [copyOf(`warned-${name}`)] : []));
}

async function renew() {
  await lists.refresh();
  tell();
}

function start() {
  const able = window.isSecureContext && crypto?.subtle && typeof DecompressionStream === "function";
  part("unable").hidden = Boolean(able);
  if (!able) return;
  part("check").hidden = false;
  part("lists").hidden = false;
  part("look").hidden = !navigator.mediaDevices?.getUserMedia;
  part("look").addEventListener("click", look);
  part("stop").addEventListener("click", leave);
  part("next").addEventListener("click", next);
  part("leave").addEventListener("click", leave);
  listenToFields();
  listenToDrops();
  listenToReader(readText);
  keepLanguage();
  first.then(tell);
  keepPage().then(() => { part("kept").textContent = textOf("word-kept"); }, () => {
    part("kept").textContent = textOf("word-not-kept");
  });
  window.addEventListener("online", renew);
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden && camera.isOn) leave(); });
  setInterval(() => { if (!document.hidden) renew(); }, AGAIN);
}

start();
