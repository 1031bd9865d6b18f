import { splitKey } from "@breakwater/schema";
import { renumberings, describeRenumbering } from "../renumbering.ts";
import type { Rule } from "../rule.ts";
import { fieldBreaks } from "../wire-witness/field-breaks.ts";

/** One violation for all fields that took each other's numbers. */
export const fieldNumbersSwapped: Rule = {
  id: "FIELD_NUMBERS_SWAPPED",
  purpose:
    "Fields, or extensions of one message, took the numbers of others. Bytes have numbers and no names, so the value of one field arrives in another, without an error when their types are alike.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Give each field the number back that it had; the order in the source is free.",
  covers: ["FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME", "FIELD_SAME_TYPE", "FIELD_WIRE_COMPATIBLE_TYPE"],
  *check(comparison) {
    for (const group of [...renumberings(comparison, "field"), ...renumberings(comparison, "extension")]) {
      const [first] = group.pairs;
      if (first === undefined || group.pairs.length < 2) continue;
      const { beforeKey: before, afterKey: after } = first;
      const kind = splitKey(after).kind === "extension" ? "Extensions" : "Fields";
      yield {
        before,
        after,
        flows: ["old-to-new", "new-to-old"],
        message: `${kind} of message "${group.parent}" exchanged numbers: ${describeRenumbering(group)}. The value of one is read as that of another.`,
        witness: () => fieldBreaks(comparison, first, { encodings: ["binary"] }).witness,
      };
    }
  },
};
