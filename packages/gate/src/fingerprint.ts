import { createHash } from "node:crypto";
import type { Finding, Found } from "./finding.ts";

/**
 * Names a finding by what it says and not by where it stands: 12 hexadecimal digits of a digest over its rule, its
 * element and its message, which has the old and the new value. It is the same after a rebase, after lines have moved
 * and under another severity; another change of the same element has another one. A finding about no element is told by
 * its path.
 *
 * 48 bits are for people to copy: a waiver names rule and element as well, so that nothing is gained from a collision.
 */
export function fingerprintOf({ rule, element, path, message }: Found): string {
  const identity = [rule, element ?? "", element === null ? path : "", message];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 12);
}

/** A finding that nothing has been decided about. */
export function undecided(found: Found): Finding {
  return { ...found, fingerprint: fingerprintOf(found), waiver: null, approval: null };
}
