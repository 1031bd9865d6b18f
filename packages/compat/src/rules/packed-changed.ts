import { describeElement } from "../describe-element.ts";
import type { Rule } from "../rule.ts";

/** `packed`, `features.repeated_field_encoding`, or a move between proto2 and proto3. */
export const packedChanged: Rule = {
  id: "PACKED_CHANGED",
  purpose:
    "A repeated field is written packed and was not, or the other way round. Parsers must read both, so only hand-written ones and signatures over bytes notice.",
  dimension: "binary",
  severity: "note",
  since: "0.1.0",
  advice: "Nothing to do, unless bytes are compared, hashed or signed.",
  covers: [],
  *check(comparison) {
    for (const kind of ["field", "extension"] as const) {
      for (const { beforeKey, afterKey, before, after } of comparison.altered(kind, "packed")) {
        // A field that began to be repeated has another cardinality.
        if (typeof before["packed"] !== "boolean" || typeof after["packed"] !== "boolean") continue;
        const change = after["packed"] ? "is written packed now" : "is no longer written packed";
        const message = `${describeElement(afterKey)} ${change}: its bytes are others, and parsers read both.`;
        yield { before: beforeKey, after: afterKey, flows: [], message };
      }
    }
  },
};
