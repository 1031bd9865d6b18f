import { modelKey } from "@breakwater/schema";
import { describeRenumbering, renumberings } from "../renumbering.ts";
import type { Rule } from "../rule.ts";
import { enumBreaks } from "../wire-witness/enum-breaks.ts";

/** One violation for all values that took each other's numbers. */
export const enumValuesRenumbered: Rule = {
  id: "ENUM_VALUES_RENUMBERED",
  purpose:
    "Enum values have other numbers. Bytes have numbers and no names, so one value is read as another, or as one that nobody knows.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Give each value the number back that it had; new values take new numbers.",
  covers: ["ENUM_VALUE_SAME_NAME", "ENUM_VALUE_NO_DELETE", "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED"],
  *check(comparison) {
    for (const group of renumberings(comparison, "enum value")) {
      const [first] = group.pairs;
      if (first === undefined) continue;
      const numbers = group.pairs.flatMap(({ before, after }) => [Number(before["number"]), Number(after["number"])]);
      const pair = comparison.pair(modelKey("enum", group.parent));
      yield {
        before: first.beforeKey,
        after: first.afterKey,
        flows: ["old-to-new", "new-to-old"],
        message: `Values of enum "${group.parent}" have other numbers: ${describeRenumbering(group)}. Bytes with them mean something else to the other side.`,
        witness: () => {
          if (pair === undefined) return { confirmed: false, reason: `enum "${group.parent}" is new` };
          return enumBreaks(comparison, group.parent, { numbers: [...new Set(numbers)], encodings: ["binary"] })
            .witness;
        },
      };
    }
  },
};
