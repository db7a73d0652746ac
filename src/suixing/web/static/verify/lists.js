// Trust list and status lists: fetched from this site alone, kept by the service worker for when there is no network.

import { readTrustList } from "./formats/trust_list.js";
import { Statuses } from "./formats/verify.js";

const TRUST = "/passes/trust";
const LISTS = "/passes/lists";
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_LISTS = 4096;
const PATIENCE = 20000;

async function fetched(address) {
  const answer = await fetch(address, {
    credentials: "omit", cache: "no-cache", signal: AbortSignal.timeout(PATIENCE),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  const text = await answer.text();
  if (text.length > MOST_BYTES) throw new RangeError("too long");
  return text;
}

/** What is at hand: `trust` (a `TrustList` or null), `why` it is null, and `statuses`. */
export class Lists {
  constructor(anchor) {
    this.anchor = anchor;
    this.trust = null;
    this.why = "no_trust_list";
    this.statuses = new Statuses();
    this.tokens = { trust: "", lists: "" };
  }

  async refresh() {
    await Promise.all([this.refreshTrust(), this.refreshStatuses()]);
  }

  async refreshTrust() {
    // Without the thumbprint of the key that signs the list there is none to trust.
    if (!this.anchor) return;
    const token = await fetched(TRUST).then((text) => text.trim(), () => null);
    if (token === null || token === "" || token === this.tokens.trust) return;
    try {
      // One that has expired is held too: the verdict says that it has.
      const trust = await readTrustList(token, 0, this.anchor);
      if (this.trust !== null && trust.issuedAt < this.trust.issuedAt) return;
      this.trust = trust;
      this.tokens.trust = token;
    } catch (found) {
      if (this.trust === null) this.why = found.reason || "malformed";
    }
  }

  async refreshStatuses() {
    const text = await fetched(LISTS).catch(() => null);
    if (text === null || text === this.tokens.lists) return;
    try {
      const { lists } = JSON.parse(text);
      const tokens = lists.filter((token) => typeof token === "string").slice(0, MOST_LISTS);
      this.statuses = new Statuses(tokens);
      this.tokens.lists = text;
    } catch {
      // What was at hand stays.
    }
  }
}
