// What a pass can state about a person: a closed set (P6). A pass that states anything else is not read.

import { Malformed } from "./reasons.js";

const LONGEST_NAME = 200;
export const LONGEST_PLACE = 100;
const CODE = /^[1-9][0-9](?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3}(?:[0-9]{3})?)?)?)?$/;
// What could lead a page astray: control characters, halves of characters, signs that turn a text round.
// eslint-disable-next-line no-control-regex
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/u;

/** Whether a text holds between 1 and `longest` characters, and none that could lead a page astray. */
export function isFit(value, longest) {
  return typeof value === "string" && value.length > 0 && [...value].length <= longest && !UNFIT.test(value);
}

function isText(value, longest) {
  return isFit(value, longest) && /\S/u.test(value);
}

function isDay(value) {
  if (typeof value !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(value) || value < "0001") return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value;
}

function isPlace(value) {
  return value instanceof Map && value.size === 2 && isText(value.get("name"), LONGEST_PLACE)
    && typeof value.get("code") === "string" && CODE.test(value.get("code"));
}

const isTrue = (value) => value === true;

const READERS = {
  name: (value) => isText(value, LONGEST_NAME),
  birthdate: isDay,
  adult: isTrue,
  home_province: isPlace,
  home_county: isPlace,
  home_township: isPlace,
  current_place: isPlace,
  free_services: isTrue,
};

/** The names of all claims, in their order. */
export const CLAIMS = Object.keys(READERS);

/** The claims of a `Map`, in their order, as an object; places as `{code, name}`. */
export function readClaims(stated) {
  for (const [name, value] of stated) {
    if (!CLAIMS.includes(name) || !READERS[name](value)) throw new Malformed("claims");
  }
  const claims = {};
  for (const name of CLAIMS) {
    const value = stated.get(name);
    if (value instanceof Map) claims[name] = { code: value.get("code"), name: value.get("name") };
    else if (value !== undefined) claims[name] = value;
  }
  return claims;
}
