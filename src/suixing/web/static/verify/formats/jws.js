// Signed texts (JWS, RFC 7515, compact) under ES256, strictly read: what a header may hold is a closed set.

import { fromBase64url, fromUtf8, isAscii, toUtf8 } from "./bytes.js";
import { readObject } from "./json.js";
import { Malformed } from "./reasons.js";
import { holds } from "./terms.js";

const LONGEST_HEADER = 1024;
const SIGNATURE_LENGTH = 86;

/** A text taken apart, its signature not yet checked. */
export class Jws {
  constructor(header, payload, signed, signature) {
    this.header = header;
    this.payload = payload;
    this.signed = signed;
    this.signature = signature;
  }

  /** The key that is named; empty where none is. */
  get kid() {
    const kid = this.header.get("kid");
    return typeof kid === "string" ? kid : "";
  }

  /** The payload, a JSON object. */
  members() {
    return readObject(fromUtf8(this.payload));
  }

  isSignedBy(key) {
    return key.verify(this.signed, this.signature);
  }
}

/** A compact JWS of this type whose header holds `alg`, `typ` and at most `may` besides. */
export function readJws(text, { typ, may, longest }) {
  if (text.length > longest) throw new Malformed("too_long");
  const parts = text.split(".");
  if (parts.length !== 3 || parts[0].length > LONGEST_HEADER || !isAscii(text)) throw new Malformed();
  const header = readObject(fromUtf8(fromBase64url(parts[0])));
  if (header.get("alg") !== "ES256") throw new Malformed("algorithm");
  if (header.get("typ") !== typ) throw new Malformed("not_a_pass");
  if (!holds(header, ["alg", "typ"], [may])) throw new Malformed("unknown_member");
  if (parts[2].length !== SIGNATURE_LENGTH) throw new Malformed("signature");
  const payload = fromBase64url(parts[1]);
  return new Jws(header, payload, toUtf8(`${parts[0]}.${parts[1]}`), fromBase64url(parts[2]));
}
