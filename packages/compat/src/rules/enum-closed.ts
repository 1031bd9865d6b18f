import { splitKey } from "@breakwater/schema";
import type { Rule } from "../rule.ts";
import { enumBreaks } from "../wire-witness/enum-breaks.ts";

/** The number that stands for values that only other versions of the schema know. */
const foreignNumbers = [7, 77, 777];

/** Closed by `features.enum_type = CLOSED`, or by a move to proto2. */
export const enumClosed: Rule = {
  id: "ENUM_CLOSED",
  purpose:
    "An open enum is closed. Numbers without a name, which it kept before, are dropped from fields and refused in JSON.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Leave the enum open (`features.enum_type = OPEN`).",
  covers: ["ENUM_SAME_TYPE"],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of comparison.altered("enum", "open")) {
      if (before["open"] !== true || after["open"] !== false) continue;
      const { name } = splitKey(afterKey);
      const known = new Set(comparison.after.registry.enumeration(name)?.values.map(({ number }) => number));
      const numbers = foreignNumbers.filter((number) => !known.has(number)).slice(0, 1);
      yield {
        before: beforeKey,
        after: afterKey,
        flows: ["old-to-new"],
        message: `Enum "${name}" was open and is closed: a field with a number that it does not name is read as not set.`,
        witness: () => enumBreaks(comparison, name, { numbers, flows: ["old-to-new"] }).witness,
      };
    }
  },
};
