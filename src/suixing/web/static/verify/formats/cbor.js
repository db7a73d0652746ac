// CBOR read strictly (RFC 8949): what a pass can hold, shortest lengths, no key twice, bounded depth, nothing left over.

import { fromUtf8 } from "./bytes.js";
import { Malformed } from "./reasons.js";

const DEEPEST = 8;

/** A value with its tag. */
export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(length) {
    if (length > this.bytes.length - this.at) throw new Malformed();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Major type and argument; an argument must have its shortest writing. */
  head() {
    const [first] = this.take(1);
    const short = first & 31;
    if (short < 24) return [first >> 5, short];
    if (short > 27) throw new Malformed();
    const size = 1 << (short - 24);
    let argument = 0n;
    for (const byte of this.take(size)) argument = (argument << 8n) | BigInt(byte);
    const least = size === 1 ? 24 : 2 ** (4 * size);
    if (argument < least) throw new Malformed();
    return [first >> 5, argument <= Number.MAX_SAFE_INTEGER ? Number(argument) : argument];
  }

  value(deeper) {
    const [major, argument] = this.head();
    switch (major) {
      case 0: return argument;
      case 1: return typeof argument === "bigint" ? -1n - argument : -1 - argument;
      case 2: return this.take(argument).slice();
      case 3: return fromUtf8(this.take(argument));
      case 7:
        if (argument !== 20 && argument !== 21) throw new Malformed();
        return argument === 21;
      default: return this.inner(major, argument, deeper);
    }
  }

  inner(major, argument, deeper) {
    if (deeper === 0 || argument > this.bytes.length) throw new Malformed();
    if (major === 4) return this.items(argument, deeper - 1);
    if (major === 5) return this.members(argument, deeper - 1);
    return new Tagged(argument, this.value(deeper - 1));
  }

  items(count, deeper) {
    const items = [];
    for (let n = 0; n < count; n += 1) items.push(this.value(deeper));
    return items;
  }

  members(count, deeper) {
    const members = new Map();
    for (let n = 0; n < count; n += 1) {
      const key = this.value(0);
      if (typeof key !== "string" && typeof key !== "number" && typeof key !== "bigint") throw new Malformed();
      if (members.has(key)) throw new Malformed("repeated_member");
      members.set(key, this.value(deeper));
    }
    return members;
  }
}

/** The one value that these bytes write; maps as `Map`, numbers beyond what is exact as `BigInt`. */
export function readCbor(bytes) {
  const reader = new Reader(bytes);
  const value = reader.value(DEEPEST);
  if (reader.at !== bytes.length) throw new Malformed();
  return value;
}

/** The head of a byte string of this length, as COSE signs it. */
export function bytesHead(length) {
  if (length < 24) return [0x40 | length];
  if (length < 256) return [0x58, length];
  return [0x59, length >> 8, length & 255];
}
