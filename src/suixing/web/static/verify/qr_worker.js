// Finds a QR code in a picture, beside the page, so that the page stays quick.

import { decodeQR } from "../vendor/qr/decode.js";

onmessage = ({ data: { number, picture } }) => {
  let text = null;
  try {
    text = decodeQR(picture);
  } catch {
    // No code in this picture; the next one may hold it.
  }
  postMessage({ number, text });
};
