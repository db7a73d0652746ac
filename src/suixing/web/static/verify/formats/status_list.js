// Which passes were revoked: a Token Status List (IETF), unpacked within bounds.

import { fromBase64url } from "./bytes.js";
import { readJws } from "./jws.js";
import { Malformed } from "./reasons.js";
import { holds, readAddress, readInstant } from "./terms.js";

const TYPE = "statuslist+jwt";
const BYTES = 131072 / 8;
const LONGEST_LIST = 64 * 1024;
const LONGEST = 128 * 1024;

/** A list taken apart, its signature not yet checked. */
export class StatusList {
  constructor(parts) {
    Object.assign(this, parts);
  }

  get kid() {
    return this.issued.kid;
  }

  isSignedBy(key) {
    return this.issued.isSignedBy(key);
  }

  /** Whether the pass at this place is not valid any more; undefined where the list ends before it. */
  isRevoked(index) {
    const at = index * this.bits;
    const byte = this.packed[Math.floor(at / 8)];
    return byte === undefined ? undefined : ((byte >> (at % 8)) & ((1 << this.bits) - 1)) !== 0;
  }
}

/** At most `most` bytes that a zlib stream holds. */
async function inflate(bytes, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts = [];
  let length = 0;
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      length += value.length;
      if (length > most) break;
      parts.push(value);
    }
  } catch {
    throw new Malformed();
  }
  if (length > most) {
    reader.cancel().catch(() => {});
    throw new Malformed();
  }
  const plain = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    plain.set(part, at);
    at += part.length;
  }
  return plain;
}

async function unpack(listed) {
  if (!(listed instanceof Map) || !holds(listed, ["bits", "lst"], ["aggregation_uri"])) throw new Malformed();
  const bits = listed.get("bits");
  const text = listed.get("lst");
  if (![1, 2, 4, 8].includes(bits) || typeof text !== "string" || text.length > LONGEST_LIST) throw new Malformed();
  return { bits, packed: await inflate(fromBase64url(text), BYTES * bits) };
}

/** The list in a token. */
export async function readStatusList(token) {
  const issued = readJws(token, { typ: TYPE, may: "kid", longest: LONGEST });
  const payload = issued.members();
  if (!holds(payload, ["sub", "iat", "exp", "status_list"], ["ttl"])) throw new Malformed("unknown_member");
  const { bits, packed } = await unpack(payload.get("status_list"));
  return new StatusList({
    uri: readAddress(payload.get("sub")), issuedAt: readInstant(payload.get("iat")),
    expires: readInstant(payload.get("exp")), bits, packed, issued,
  });
}

/** Of which address, and from when, a token claims to be the list; neither where it claims none. Nothing is checked. */
export function claimedBy(token) {
  try {
    const payload = readJws(token, { typ: TYPE, may: "kid", longest: LONGEST }).members();
    return { uri: payload.get("sub"), issuedAt: payload.get("iat") };
  } catch {
    return {};
  }
}
