// Why something is not what it should be: the words of suixing/passes/formats/reasons.py, one for one.

export const MALFORMED = "malformed";

const FORGERIES = new Set([
  "algorithm", "signature", "anchor", "repeated_digest", "repeated_disclosure", "unreferenced_disclosure",
  "shadowing_claim", "binding_missing", "binding", "binding_replayed",
]);

/** What was read is not of the form that it claims; `reason` says why, and never what stood there. */
export class Malformed extends Error {
  constructor(reason = MALFORMED) {
    super(reason);
    this.reason = reason;
  }
}

/** Whether someone altered or made up what is shown; otherwise it cannot be read at all. */
export function isForgery(reason) {
  return FORGERIES.has(reason);
}
