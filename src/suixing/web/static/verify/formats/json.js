// JSON read strictly: no member twice, whole numbers only, bounded depth.
// The browser's own reader keeps the last of two members in silence, and cannot tell 1 from 1.0.

import { Malformed } from "./reasons.js";

const DEEPEST = 100;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// eslint-disable-next-line no-control-regex
const STRING = /"((?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS = [["true", true], ["false", false], ["null", null]];

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) throw new Malformed();
    this.at = pattern.lastIndex;
    return found[0];
  }

  /** Past white space; the sign that stands there. */
  peek() {
    this.match(SPACE);
    return this.text[this.at];
  }

  take(sign) {
    if (this.peek() !== sign) throw new Malformed();
    this.at += 1;
  }

  value(depth) {
    if (depth > DEEPEST) throw new Malformed();
    const sign = this.peek();
    if (sign === "{") return this.object(depth);
    if (sign === "[") return this.array(depth);
    if (sign === '"') return this.string();
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  string() {
    const written = this.match(STRING);
    return written.includes("\\") ? JSON.parse(written) : written.slice(1, -1);
  }

  number() {
    const written = this.match(NUMBER);
    if (!/^-?[0-9]+$/.test(written)) throw new Malformed();
    const value = Number(written);
    return Number.isSafeInteger(value) ? value + 0 : BigInt(written);
  }

  object(depth) {
    const members = new Map();
    this.take("{");
    if (this.peek() === "}") {
      this.at += 1;
      return members;
    }
    for (;;) {
      this.peek();
      const name = this.string();
      this.take(":");
      if (members.has(name)) throw new Malformed("repeated_member");
      members.set(name, this.value(depth + 1));
      if (this.peek() === "}") break;
      this.take(",");
    }
    this.at += 1;
    return members;
  }

  array(depth) {
    const items = [];
    this.take("[");
    if (this.peek() === "]") {
      this.at += 1;
      return items;
    }
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.peek() === "]") break;
      this.take(",");
    }
    this.at += 1;
    return items;
  }
}

/** The value of a JSON text; objects as `Map`, numbers beyond what is exact as `BigInt`. */
export function readJson(text) {
  const reader = new Reader(text);
  const value = reader.value(1);
  if (reader.peek() !== undefined) throw new Malformed();
  return value;
}

/** The members of a JSON text that is an object. */
export function readObject(text) {
  const value = readJson(text);
  if (!(value instanceof Map)) throw new Malformed();
  return value;
}
