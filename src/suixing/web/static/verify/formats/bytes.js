// Texts and bytes: base64url, base45, UTF-8. Each text has one writing; any other is refused.

import { Malformed } from "./reasons.js";

const URL_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE45_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function tableOf(signs) {
  const table = new Int8Array(128).fill(-1);
  for (let at = 0; at < signs.length; at += 1) table[signs.charCodeAt(at)] = at;
  return table;
}

const FROM_URL = tableOf(URL_SIGNS);
const FROM_45 = tableOf(BASE45_SIGNS);

function valueOf(table, text, at) {
  const sign = text.charCodeAt(at);
  const value = sign < 128 ? table[sign] : -1;
  if (value < 0) throw new Malformed();
  return value;
}

/** The bytes of base64url without padding (RFC 7515, 2). */
export function fromBase64url(text) {
  const left = text.length % 4;
  if (left === 1) throw new Malformed();
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let to = 0;
  for (let at = 0; at < text.length; at += 1) {
    held = ((held << 6) | valueOf(FROM_URL, text, at)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[to] = (held >> bits) & 0xff;
      to += 1;
    }
  }
  // Bits that belong to no byte would let two texts stand for one.
  if (held & ((1 << bits) - 1)) throw new Malformed();
  return bytes;
}

/** Base64url without padding. */
export function toBase64url(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at] << 16) | ((bytes[at + 1] || 0) << 8) | (bytes[at + 2] || 0);
    const signs = Math.min(bytes.length - at, 3) + 1;
    for (let n = 0; n < signs; n += 1) text += URL_SIGNS[(three >> (18 - 6 * n)) & 63];
  }
  return text;
}

/** The bytes of base45 (RFC 9285). */
export function fromBase45(text) {
  if (text.length % 3 === 1) throw new Malformed();
  const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 ? 1 : 0));
  let to = 0;
  for (let at = 0; at < text.length; at += 3) {
    const pair = text.length - at === 2;
    const value = valueOf(FROM_45, text, at) + 45 * valueOf(FROM_45, text, at + 1)
      + (pair ? 0 : 2025 * valueOf(FROM_45, text, at + 2));
    if (value > (pair ? 0xff : 0xffff)) throw new Malformed();
    if (!pair) {
      bytes[to] = value >> 8;
      to += 1;
    }
    bytes[to] = value & 0xff;
    to += 1;
  }
  return bytes;
}

/** The text of UTF-8; broken UTF-8 is refused, a byte order mark stays a sign. */
export function fromUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed();
  }
}

/** The UTF-8 of a text. */
export function toUtf8(text) {
  return new TextEncoder().encode(text);
}

/** Whether two runs of bytes are the same. */
export function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Whether a text holds nothing but ASCII. */
export function isAscii(text) {
  // eslint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(text);
}
