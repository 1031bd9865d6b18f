import { createHash } from "node:crypto";
import type { Finding, Found } from "./finding.ts";

/**
 * Names a finding by what it says and not by where it stands: 12 hexadecimal digits of a digest over its rule, its
 * element and its message, which has the old and the new value. It is the same after a rebase, after lines have moved
 * and under another severity; another change of the same element has another one. Where the message has no values, as
 * of a file that is not formatted, the path and both texts count.
 *
 * 48 bits are for people to copy: a waiver names rule and element as well, so that nothing is gained from a collision.
 */
export function fingerprintOf({ check, rule, element, path, message, old, new: now }: Found): string {
  const saysAll = (check === "breaking" || check === "lint") && element !== null;
  const identity = saysAll ? [rule, element, message] : [rule, element, message, path, old, now];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 12);
}

/** A finding that nothing has been decided about. */
export function undecided(found: Found): Finding {
  return { ...found, fingerprint: fingerprintOf(found), waiver: null, approval: null, baselines: [], consumers: null };
}
