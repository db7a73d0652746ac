// Checking what somebody shows, by lists at hand. Verdicts and their order are those of suixing/passes/formats/verify.py.

import { PREFIX, readCwt } from "./cwt.js";
import { Malformed, isForgery } from "./reasons.js";
import { SdJwt, readSdJwt } from "./sd_jwt.js";
import { claimedBy, readStatusList } from "./status_list.js";

const LONGEST = 1024 * 1024;
const BINDING_LASTS = 600;
const CLOCKS_DIFFER = 60;
const AROUND = /^[ \t\r\n\ufeff]+|[ \t\r\n\ufeff]+$/g;

/** Status lists at hand: each is unpacked, and its signature checked, when a pass first needs it. */
export class Statuses {
  constructor(tokens = []) {
    this.tokens = new Map();
    this.lists = new Map();
    this.signed = new Map();
    this.oldest = null;
    for (const token of tokens) {
      const { uri, issuedAt } = claimedBy(token);
      if (typeof uri !== "string") continue;
      this.tokens.set(uri, [...(this.tokens.get(uri) || []), token]);
      if (Number.isInteger(issuedAt)) this.oldest = Math.min(this.oldest ?? issuedAt, issuedAt);
    }
  }

  /** Of how many addresses a list is at hand. */
  get count() {
    return this.tokens.size;
  }

  /** The readable lists of an address. */
  async at(uri) {
    if (!this.lists.has(uri)) {
      const found = (this.tokens.get(uri) || []).map((token) => readStatusList(token).catch(() => null));
      this.lists.set(uri, (await Promise.all(found)).filter((list) => list !== null));
    }
    return this.lists.get(uri);
  }

  async isSigned(list, key) {
    if (!this.signed.has(list)) this.signed.set(list, new Map());
    const known = this.signed.get(list);
    if (!known.has(key.thumbprint)) known.set(key.thumbprint, await list.isSignedBy(key));
    return known.get(key.thumbprint);
  }

  /** `[reason, of when it is]`. An outdated list still tells that a pass was revoked, for that is final. */
  async lookUp(terms, trust, at) {
    const held = await this.at(terms.uri);
    if (held.length === 0) return ["no_status", null];
    let newest = null;
    for (const list of held) {
      const key = trust.key(terms.issuer, list.kid);
      if (!key || key.withdrawn !== null || !await this.isSigned(list, key.key)) continue;
      const revoked = list.isRevoked(terms.index);
      if (revoked) return ["revoked", list.issuedAt];
      if (revoked === undefined) return ["status_range", list.issuedAt];
      if (newest === null || list.issuedAt > newest.issuedAt) newest = list;
    }
    if (newest === null) return ["status_foreign", null];
    return [newest.expires > at ? "sound" : "status_outdated", newest.issuedAt];
  }
}

function untrusted(trust, key, terms, at) {
  if (!trust) return "no_trust_list";
  if (trust.expires <= at) return "trust_list_expired";
  if (key) return "key_withdrawn";
  return trust.issuers.has(terms.issuer) ? "unknown_key" : "unknown_issuer";
}

async function isBound(shown, asked, at) {
  if (!(shown instanceof SdJwt) || shown.binding === null) {
    if (asked) throw new Malformed("binding_missing");
    return false;
  }
  const said = await shown.readBinding();
  if (!asked) return false;
  const age = at - Number(said.get("iat"));
  const fresh = age >= -CLOCKS_DIFFER && age <= BINDING_LASTS;
  if (said.get("nonce") !== asked.nonce || said.get("aud") !== asked.audience || !fresh) {
    throw new Malformed("binding_replayed");
  }
  return true;
}

function standing(reason, terms, at) {
  if (at < terms.notBefore) return ["not_yet_valid", "not_yet"];
  if (at >= terms.expires) return ["expired", "ended"];
  if (reason === "sound") return ["valid", reason];
  return [reason === "revoked" ? "revoked" : "status_unknown", reason];
}

async function check(text, trust, statuses, at, asked) {
  if (text.length > LONGEST) throw new Malformed("too_long");
  const bare = text.replace(AROUND, "");
  const shown = bare.startsWith(PREFIX) ? readCwt(bare) : await readSdJwt(bare);
  const { terms } = shown;
  const key = trust ? trust.key(terms.issuer, shown.kid) : undefined;
  if (!trust || !key || key.withdrawn !== null || trust.expires <= at) {
    return {
      verdict: "untrusted_issuer", reason: untrusted(trust, key, terms, at), claims: {}, issuer: terms.issuer,
    };
  }
  if (!await shown.isSignedBy(key.key)) throw new Malformed("signature");
  const claims = await shown.claims();
  const bound = await isBound(shown, asked, at);
  const [known, statusAt] = await statuses.lookUp(terms, trust, at);
  const [verdict, reason] = standing(known, terms, at);
  return {
    verdict, reason, claims, issuer: terms.issuer, issuedBy: trust.issuers.get(terms.issuer),
    notBefore: terms.notBefore, expires: terms.expires, statusAt, bound, isWallet: shown instanceof SdJwt,
  };
}

/**
 * What is shown, checked as of `at` (seconds since 1970). `trust` is a `TrustList` or null; `asked` is
 * `{nonce, audience}` where a wallet was asked to sign. Never throws for what stands in `text`.
 */
export async function verify(text, trust, statuses, at, asked = null) {
  try {
    return await check(text, trust, statuses, at, asked);
  } catch (found) {
    // Anything that was not foreseen is no valid pass either.
    const reason = found instanceof Malformed ? found.reason : "malformed";
    return { verdict: isForgery(reason) ? "forged" : "unreadable", reason, claims: {} };
  }
}
