import type { Comparison } from "../comparison.ts";
import type { Flow } from "../flow.ts";
import type { Witness } from "../witness.ts";
import { emptyMessage } from "./candidates.ts";
import { translateBy } from "./counterpart.ts";
import { findWitness } from "./wire-witness.ts";

/** Tries the smallest valid message of a type, binary and JSON, in the given directions. */
export function messageBreaks(comparison: Comparison, message: string, flows: readonly Flow[]): Witness {
  const sides = { before: comparison.before.registry, after: comparison.after.registry };
  const before = sides.before.message(message);
  const after = sides.after.message(message);
  if (before === undefined || after === undefined) {
    return { confirmed: false, reason: `one side has no message "${message}"` };
  }
  for (const flow of flows) {
    const old = { desc: before, registry: sides.before };
    const now = { desc: after, registry: sides.after };
    const [writer, reader] = flow === "old-to-new" ? [old, now] : [now, old];
    const translate = translateBy(comparison.pairing, flow);
    for (const encoding of ["binary", "json"] as const) {
      const trial = { flow, encoding, writer, reader, translate };
      const witness = findWitness(trial, [emptyMessage(writer.desc)]);
      if (witness !== undefined) return witness;
    }
  }
  return { confirmed: false, reason: `the smallest "${message}" reads the same on both sides` };
}
