// ES256 by WebCrypto: keys of P-256 as JSON web keys, their thumbprints (RFC 7638), and signatures.

import { fromBase64url, toBase64url, toUtf8 } from "./bytes.js";
import { Malformed } from "./reasons.js";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const COORDINATE_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** SHA-256 of some bytes. */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The half of a key that verifies. */
export class PublicKey {
  constructor(key, thumbprint) {
    this.key = key;
    this.thumbprint = thumbprint;
    this.short = fromBase64url(thumbprint).slice(0, 8);
  }

  /** The key of a JWK (a `Map`); refuses one that carries its private half. */
  static async fromJwk(jwk) {
    if (!(jwk instanceof Map)) throw new Malformed();
    const x = jwk.get("x");
    const y = jwk.get("y");
    const fits = jwk.get("kty") === "EC" && jwk.get("crv") === "P-256" && !jwk.has("d");
    if (!fits || typeof x !== "string" || typeof y !== "string") throw new Malformed();
    const point = new Uint8Array(1 + 2 * COORDINATE_BYTES);
    point[0] = 4;
    [x, y].forEach((text, n) => {
      const plain = fromBase64url(text);
      if (plain.length !== COORDINATE_BYTES) throw new Malformed();
      point.set(plain, 1 + n * COORDINATE_BYTES);
    });
    let key;
    try {
      key = await crypto.subtle.importKey("raw", point, P256, false, ["verify"]);
    } catch {
      throw new Malformed();
    }
    const canonical = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`;
    return new PublicKey(key, toBase64url(await sha256(toUtf8(canonical))));
  }

  /** Whether the 64 bytes `r || s` were made over `message` by this key's owner. */
  async verify(message, signature) {
    if (signature.length !== SIGNATURE_BYTES) return false;
    return crypto.subtle.verify(ES256, this.key, signature, message);
  }
}
