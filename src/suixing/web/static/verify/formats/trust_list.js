// Who issues passes, with which keys: one signed list, held by whoever checks passes offline.

import { sameBytes } from "./bytes.js";
import { LONGEST_PLACE, isFit } from "./claims.js";
import { readJws } from "./jws.js";
import { PublicKey } from "./keys.js";
import { Malformed } from "./reasons.js";
import { holds, readAddress, readInstant } from "./terms.js";

const TYPE = "suixing-trust+jwt";
const LONGEST = 1024 * 1024;
const MOST_ISSUERS = 1000;
const MOST_KEYS = 100;

/** A list whose signature held and that had not expired when it was read. */
export class TrustList {
  constructor(issuers, issuedAt, expires) {
    this.issuers = new Map(issuers.map((issuer) => [issuer.iss, issuer]));
    this.issuedAt = issuedAt;
    this.expires = expires;
  }

  /** The issuer's key of this name: a thumbprint, or its first 8 bytes where no other key begins so. */
  key(iss, kid) {
    const keys = this.issuers.get(iss)?.keys || [];
    if (typeof kid === "string") return keys.find((one) => one.key.thumbprint === kid);
    const found = keys.filter((one) => sameBytes(one.key.short, kid));
    return found.length === 1 ? found[0] : undefined;
  }
}

async function readKey(stated) {
  const formed = stated instanceof Map && holds(stated, ["jwk", "kid", "since"], ["withdrawn"]);
  if (!formed || !(stated.get("jwk") instanceof Map)) throw new Malformed();
  const key = await PublicKey.fromJwk(stated.get("jwk"));
  if (stated.get("kid") !== key.thumbprint) throw new Malformed();
  const withdrawn = stated.has("withdrawn") ? readInstant(stated.get("withdrawn")) : null;
  return { key, since: readInstant(stated.get("since")), withdrawn };
}

async function readIssuer(stated) {
  if (!(stated instanceof Map) || !holds(stated, ["iss", "place", "name_zh", "name_en", "keys"])) throw new Malformed();
  const [zh, en, place, keys] = ["name_zh", "name_en", "place", "keys"].map((name) => stated.get(name));
  if (![zh, en].every((name) => isFit(name, LONGEST_PLACE))) throw new Malformed();
  if (typeof place !== "string" || !/^[0-9]{2,12}$/.test(place)) throw new Malformed();
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) throw new Malformed();
  const held = await Promise.all(keys.map(readKey));
  if (new Set(held.map((one) => one.key.thumbprint)).size !== held.length) throw new Malformed("repeated_member");
  return { iss: readAddress(stated.get("iss")), place, zh, en, keys: held };
}

/** The list, signed by the key with the thumbprint `anchor`; without one by whatever key it names itself. */
export async function readTrustList(token, at, anchor) {
  const issued = readJws(token, { typ: TYPE, may: "jwk", longest: LONGEST });
  const key = await PublicKey.fromJwk(issued.header.get("jwk"));
  if (anchor && key.thumbprint !== anchor) throw new Malformed("anchor");
  if (!await issued.isSignedBy(key)) throw new Malformed("signature");
  const payload = issued.members();
  if (!holds(payload, ["iat", "exp", "issuers"])) throw new Malformed("unknown_member");
  const issuedAt = readInstant(payload.get("iat"));
  const expires = readInstant(payload.get("exp"));
  const listed = payload.get("issuers");
  if (!Array.isArray(listed) || listed.length > MOST_ISSUERS) throw new Malformed();
  const issuers = await Promise.all(listed.map(readIssuer));
  if (new Set(issuers.map((issuer) => issuer.iss)).size !== issuers.length) throw new Malformed("repeated_member");
  if (expires <= at) throw new Malformed("trust_list_expired");
  return new TrustList(issuers, issuedAt, expires);
}
