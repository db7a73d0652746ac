// The pass for a wallet: an SD-JWT VC (RFC 9901) whose claims are disclosed one by one, bound to the holder's key.

import { fromBase64url, fromUtf8, isAscii, toBase64url, toUtf8 } from "./bytes.js";
import { readClaims } from "./claims.js";
import { readJson } from "./json.js";
import { readJws } from "./jws.js";
import { PublicKey, sha256 } from "./keys.js";
import { Malformed } from "./reasons.js";
import { holds, readInstant, readTerms } from "./terms.js";

const TYPE = "dc+sd-jwt";
const BINDING_TYPE = "kb+jwt";
const VCT = "urn:suixing:pass:1";
const HASH = "sha-256";
const MOST_DIGESTS = 64;
const LONGEST = 32 * 1024;
const ALWAYS = ["iss", "nbf", "exp", "vct", "status", "_sd_alg", "_sd"];
const MAY = ["cnf", "iat"];
const RESERVED = [...ALWAYS, ...MAY, "...", "sub", "aud", "nonce", "jti", "sd_hash", "vct#integrity"];

async function digestOf(text) {
  return toBase64url(await sha256(toUtf8(text)));
}

function readDisclosure(disclosure) {
  const parts = readJson(fromUtf8(fromBase64url(disclosure)));
  const [salt, name] = Array.isArray(parts) ? parts : [];
  if (!Array.isArray(parts) || parts.length !== 3 || typeof salt !== "string" || typeof name !== "string") {
    throw new Malformed();
  }
  if (RESERVED.includes(name) || name.startsWith("_sd")) throw new Malformed("shadowing_claim");
  return [name, parts[2]];
}

/** A presentation taken apart; no signature is checked yet. */
export class SdJwt {
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** The issuer's key that it names. */
  get kid() {
    return this.issued.kid;
  }

  isSignedBy(key) {
    return this.issued.isSignedBy(key);
  }

  /** What is disclosed; refused where the issuer did not sign exactly this (RFC 9901, 7.1). */
  async claims() {
    const digests = new Set(this.digests);
    if (digests.size !== this.digests.length) throw new Malformed("repeated_digest");
    const stated = new Map();
    for (const disclosure of this.disclosures) {
      if (!digests.has(await digestOf(disclosure))) throw new Malformed("unreferenced_disclosure");
      const [name, value] = readDisclosure(disclosure);
      if (stated.has(name)) throw new Malformed("repeated_disclosure");
      stated.set(name, value);
    }
    return readClaims(stated);
  }

  /** What the holder signed: `iat`, `aud`, `nonce`; refused where it is not for this presentation. */
  async readBinding() {
    if (!this.binding || !this.holder) throw new Malformed("binding_missing");
    const said = this.binding.members();
    const whole = Number.isInteger(said.get("iat")) || typeof said.get("iat") === "bigint";
    if (!holds(said, ["iat", "aud", "nonce", "sd_hash"]) || !whole) throw new Malformed("binding");
    const key = await PublicKey.fromJwk(this.holder);
    const same = said.get("sd_hash") === await digestOf(this.presented);
    if (!same || !await this.binding.isSignedBy(key)) throw new Malformed("binding");
    return said;
  }
}

function readHolder(cnf) {
  const jwk = cnf instanceof Map && cnf.size === 1 ? cnf.get("jwk") : undefined;
  if (!(jwk instanceof Map)) throw new Malformed();
  return jwk;
}

/** A token or presentation, with or without key binding. */
export function readSdJwt(text) {
  if (text.length > LONGEST) throw new Malformed("too_long");
  const last = text.lastIndexOf("~");
  if (last < 0 || !isAscii(text)) throw new Malformed("not_a_pass");
  const binding = text.slice(last + 1);
  const [token, ...disclosures] = text.slice(0, last).split("~");
  if (disclosures.length > MOST_DIGESTS) throw new Malformed("too_long");
  const issued = readJws(token, { typ: TYPE, may: "kid", longest: LONGEST });
  const payload = issued.members();
  if (!holds(payload, ALWAYS, MAY)) throw new Malformed("unknown_member");
  if (payload.get("vct") !== VCT || payload.get("_sd_alg") !== HASH) throw new Malformed("not_a_pass");
  const digests = payload.get("_sd");
  const formed = Array.isArray(digests) && digests.length <= MOST_DIGESTS;
  if (!formed || digests.some((one) => typeof one !== "string")) throw new Malformed();
  const terms = readTerms({
    iss: payload.get("iss"), nbf: payload.get("nbf"), exp: payload.get("exp"), status: payload.get("status"),
  });
  if (payload.has("iat")) readInstant(payload.get("iat"));
  const holder = payload.has("cnf") ? readHolder(payload.get("cnf")) : null;
  const bound = binding ? readJws(binding, { typ: BINDING_TYPE, may: "kid", longest: LONGEST }) : null;
  return new SdJwt({
    issued, terms, holder, digests, disclosures, presented: text.slice(0, last + 1), binding: bound,
  });
}
