// QR codes in pictures and frames: by the browser's own reader where it has one, else by ours in a worker.

const LARGEST_FILE = 20 * 1024 * 1024;
// Side lengths in pixels that a picture is tried at: small ones are quick, a large one holds fine codes.
const SIDES = [1200, 2400, 700];

const OURS_EVERY = 5; // frames

let worker = null;
let number = 0;
const waiting = new Map();

function ours(picture) {
  if (worker === null) {
    worker = new Worker(new URL("qr_worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      waiting.get(data.number)(data.text);
      waiting.delete(data.number);
    };
    worker.onerror = () => {
      for (const told of waiting.values()) told(null);
      waiting.clear();
      worker = null;
    };
  }
  number += 1;
  const asked = number;
  return new Promise((told) => {
    waiting.set(asked, told);
    worker.postMessage({ number: asked, picture }, [picture.data.buffer]);
  });
}

let native;
async function browsersOwn() {
  if (native === undefined) {
    native = null;
    try {
      const formats = await window.BarcodeDetector.getSupportedFormats();
      if (formats.includes("qr_code")) native = new window.BarcodeDetector({ formats: ["qr_code"] });
    } catch {
      // This browser has none.
    }
  }
  return native;
}

/** Whether a text begins as a pass does. */
export function looksLikePass(text) {
  return /^\s*(?:SX1:|eyJ)/.test(text);
}

async function byBrowser(source) {
  const detector = await browsersOwn();
  if (detector === null) return null;
  try {
    const texts = (await detector.detect(source)).map((code) => code.rawValue);
    return texts.find(looksLikePass) || texts[0] || null;
  } catch {
    return null;
  }
}

const canvas = document.createElement("canvas");

/** Pixels of the part `[x, y, width, height]` of a source, its longer side at most `side`. */
function pixelsOf(source, [x, y, width, height], side) {
  const by = Math.min(1, side / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * by));
  canvas.height = Math.max(1, Math.round(height * by));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  // What is transparent counts as paper.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function forget() {
  canvas.width = 1;
  canvas.height = 1;
}

/** The text of a code in what the camera sees now, or null. Where the browser reads codes, ours looks now and then. */
export async function readFrame(video, turn) {
  const found = await byBrowser(video);
  if (found !== null || video.videoWidth === 0) return found;
  if (await browsersOwn() !== null && turn % OURS_EVERY) return null;
  const side = Math.min(video.videoWidth, video.videoHeight);
  const part = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side];
  const text = await ours(pixelsOf(video, part, SIDES[0]));
  forget();
  return text;
}

/** The text of a code in a picture file, or null; throws where it is no picture, or far too large. */
export async function readPicture(file) {
  if (file.size > LARGEST_FILE) throw new RangeError("too large");
  const picture = await createImageBitmap(file);
  try {
    const found = await byBrowser(picture);
    if (found !== null) return found;
    for (const side of SIDES) {
      const text = await ours(pixelsOf(picture, [0, 0, picture.width, picture.height], side));
      if (text !== null) return text;
    }
    return null;
  } finally {
    picture.close();
    forget();
  }
}
