// What every form of a pass says: who issued it, from when to when, and where its status stands.

import { Malformed } from "./reasons.js";

const LONGEST_ADDRESS = 200;
const LARGEST_INDEX = 2 ** 31;
const ADDRESS = /^https?:\/\/[a-z0-9.-]{1,120}(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/;
const LAST_INSTANT = 253402300799 - 86400;

/** Whole seconds since 1970, if the value is such a number. */
export function readInstant(value) {
  if (!Number.isInteger(value) || value < 0 || value > LAST_INSTANT) throw new Malformed();
  return value;
}

/** A web address in plain ASCII without query or fragment. */
export function readAddress(value) {
  if (typeof value !== "string" || value.length > LONGEST_ADDRESS || !ADDRESS.test(value)) throw new Malformed();
  return value;
}

/** Whether a `Map` holds all of `always` and nothing but them and `may`. */
export function holds(members, always, may = []) {
  const known = [...always, ...may];
  return always.every((name) => members.has(name)) && [...members.keys()].every((name) => known.includes(name));
}

/** `issuer`, `notBefore`, `expires` (seconds), `uri`, `index`, of the members as they stand in a token. */
export function readTerms({ iss, nbf, exp, status }) {
  const listed = status instanceof Map && status.size === 1 ? status.get("status_list") : undefined;
  if (!(listed instanceof Map) || !holds(listed, ["idx", "uri"])) throw new Malformed();
  const index = listed.get("idx");
  if (!Number.isInteger(index) || index < 0 || index >= LARGEST_INDEX) throw new Malformed();
  return {
    issuer: readAddress(iss), notBefore: readInstant(nbf), expires: readInstant(exp),
    uri: readAddress(listed.get("uri")), index,
  };
}
