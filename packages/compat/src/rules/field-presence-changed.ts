import { splitKey } from "@breakwater/schema";
import type { Rule } from "../rule.ts";
import { presenceWitness } from "../wire-witness/presence-witness.ts";

const tracked = new Set(["EXPLICIT", "IMPLICIT"]);

/** `optional` in proto3, `features.field_presence` in editions. What a oneof does to its fields is another matter. */
export const fieldPresenceChanged: Rule = {
  id: "FIELD_PRESENCE_CHANGED",
  purpose:
    'A field began or ceased to tell "not set" from its default value. One side takes what is not sent as the default, the other one as not set, and generated code has another type.',
  dimension: "binary",
  severity: "warning",
  since: "0.1.0",
  advice: "Keep `optional` as it was, or add a field of another name.",
  covers: ["FIELD_SAME_CARDINALITY", "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY"],
  *check(comparison) {
    for (const pair of comparison.altered("field", "presence")) {
      const { beforeKey, afterKey, before, after } = pair;
      const presences = [before["presence"], after["presence"]].map(String);
      if (before["oneof"] !== after["oneof"] || !presences.every((presence) => tracked.has(presence))) continue;
      const gains = presences[1] === "EXPLICIT";
      const name = splitKey(afterKey).name;
      yield {
        before: beforeKey,
        after: afterKey,
        flows: ["old-to-new", "new-to-old"],
        message: gains
          ? `Field "${name}" tells "not set" from its default now: readers take a default that an old writer meant as not set.`
          : `Field "${name}" no longer tells "not set" from its default: readers take what was not set as the default.`,
        witness: () => presenceWitness(comparison, pair),
      };
    }
  },
};
