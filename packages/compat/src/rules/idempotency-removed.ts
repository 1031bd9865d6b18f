import { splitKey } from "@breakwater/schema";
import { plainText } from "../plain-text.ts";
import { rpcPath, rpcWitness } from "../rpc-witness.ts";
import type { Rule } from "../rule.ts";

// What an RPC promises, the least first; what says nothing promises nothing.
const levels = ["IDEMPOTENCY_UNKNOWN", "IDEMPOTENT", "NO_SIDE_EFFECTS"];

/** Connect serves an RPC by GET only while it has NO_SIDE_EFFECTS. */
export const idempotencyRemoved: Rule = {
  id: "IDEMPOTENCY_REMOVED",
  purpose:
    "An RPC promises less than before. Without NO_SIDE_EFFECTS a Connect server refuses GET calls, and without any level clients may no longer try again by themselves.",
  dimension: "rpc",
  severity: "error",
  since: "0.1.0",
  advice: "Keep `option idempotency_level`, or add an RPC of another name that does what this one must not.",
  covers: ["RPC_SAME_IDEMPOTENCY_LEVEL"],
  *check(comparison) {
    for (const pair of comparison.altered("rpc", "option.idempotencyLevel")) {
      const [from, to] = [pair.before, pair.after].map((side) =>
        plainText(side["option.idempotencyLevel"] ?? "IDEMPOTENCY_UNKNOWN"),
      );
      if (from === undefined || to === undefined) continue;
      const { name } = splitKey(pair.afterKey);
      const keys = { before: pair.beforeKey, after: pair.afterKey };
      const change = `RPC "${name}" was "${from}" and is "${to}" now`;
      if (levels.indexOf(to) > levels.indexOf(from)) {
        yield { ...keys, severity: "note", flows: [], message: `${change}: a gain, nothing breaks.` };
      } else if (from === "NO_SIDE_EFFECTS") {
        const path = rpcPath(name);
        yield {
          ...keys,
          flows: ["old-to-new"],
          message: `${change}: calls by GET to "${path}" are refused.`,
          witness: () => rpcWitness(comparison, name, "GET"),
        };
      } else {
        const message = `${change}: clients that try again after a failure may do the same thing twice.`;
        yield { ...keys, severity: "warning", flows: ["old-to-new"], message };
      }
    }
  },
};
