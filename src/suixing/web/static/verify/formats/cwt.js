// The pass for paper and screen: a CBOR web token in one COSE_Sign1, in base45 behind `SX1:`.

import { fromBase45 } from "./bytes.js";
import { Tagged, bytesHead, readCbor } from "./cbor.js";
import { CLAIMS, readClaims } from "./claims.js";
import { SIGNATURE_BYTES } from "./keys.js";
import { Malformed } from "./reasons.js";
import { holds, readTerms } from "./terms.js";

export const PREFIX = "SX1:";
const LONGEST = 4096;
const TYPE = "application/suixing-pass+cwt";
const PERSON = -65537;
const CONTEXT = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];

/** A token taken apart, its signature not yet checked. `kid` is the first 8 bytes of the key's thumbprint. */
export class Cwt {
  constructor(kid, terms, stated, signed, signature) {
    this.kid = kid;
    this.terms = terms;
    this.stated = stated;
    this.signed = signed;
    this.signature = signature;
  }

  /** What it states. */
  async claims() {
    return readClaims(this.stated);
  }

  isSignedBy(key) {
    return key.verify(this.signed, this.signature);
  }
}

function readHeader(header) {
  if (!(header instanceof Map)) throw new Malformed();
  if (header.get(1) !== -7) throw new Malformed("algorithm");
  if (header.get(16) !== TYPE) throw new Malformed("not_a_pass");
  if (!holds(header, [1, 4, 16])) throw new Malformed("unknown_member");
  const kid = header.get(4);
  if (!(kid instanceof Uint8Array) || kid.length !== 8) throw new Malformed();
  return kid;
}

function plain(claim, value) {
  if (Array.isArray(value)) {
    const whole = typeof value[0] === "number" || typeof value[0] === "bigint";
    if (value.length !== 2 || !whole) throw new Malformed("claims");
    return new Map([["code", String(value[0])], ["name", value[1]]]);
  }
  if (claim === "birthdate") {
    if (!Number.isInteger(value) || value <= 0 || value > 99991231) throw new Malformed("claims");
    const text = String(value).padStart(8, "0");
    return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  }
  return value;
}

function readPerson(person) {
  if (!(person instanceof Map)) throw new Malformed("claims");
  const stated = new Map();
  for (const [number, value] of person) {
    const claim = typeof number === "number" ? CLAIMS[number] : undefined;
    if (claim === undefined) throw new Malformed("claims");
    stated.set(claim, plain(claim, value));
  }
  return stated;
}

/** The token in a text. */
export function readCwt(text) {
  if (text.length > LONGEST) throw new Malformed("too_long");
  const outer = readCbor(fromBase45(text.slice(PREFIX.length)));
  const parts = outer instanceof Tagged && outer.tag === 18 ? outer.value : undefined;
  if (!Array.isArray(parts) || parts.length !== 4) throw new Malformed();
  const [header, open, payload, signature] = parts;
  const formed = [header, payload, signature].every((part) => part instanceof Uint8Array);
  if (!formed || !(open instanceof Map) || open.size !== 0) throw new Malformed();
  const kid = readHeader(readCbor(header));
  if (signature.length !== SIGNATURE_BYTES) throw new Malformed("signature");
  const said = readCbor(payload);
  if (!(said instanceof Map)) throw new Malformed();
  if (!holds(said, [1, 4, 5, 65535, PERSON])) throw new Malformed("unknown_member");
  const terms = readTerms({ iss: said.get(1), exp: said.get(4), nbf: said.get(5), status: said.get(65535) });
  const signed = Uint8Array.from([
    ...CONTEXT, ...bytesHead(header.length), ...header, 0x40, ...bytesHead(payload.length), ...payload,
  ]);
  return new Cwt(kid, terms, readPerson(said.get(PERSON)), signed, signature);
}
