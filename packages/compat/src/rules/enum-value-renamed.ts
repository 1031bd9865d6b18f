import { splitKey } from "@breakwater/schema";
import { parentName } from "../pairing.ts";
import { shortName } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { enumBreaks } from "../wire-witness/enum-breaks.ts";

/** A value is renamed when another name has its number and it has none any more. */
export const enumValueRenamed: Rule = {
  id: "ENUM_VALUE_RENAMED",
  purpose:
    "An enum value has another name. Bytes read the same, but JSON has names: each side refuses what the other one writes.",
  dimension: "json",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the name; a better one can only come with a new version of the package.",
  covers: ["ENUM_VALUE_SAME_NAME", "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED"],
  *check(comparison) {
    for (const change of comparison.changes) {
      if (change.kind !== "renamed" || splitKey(change.key).kind !== "enum value") continue;
      const { name } = splitKey(change.key);
      const enumName = parentName(name);
      const numbers = [Number(comparison.after.model.get(change.key)?.["number"])];
      yield {
        before: change.from,
        after: change.key,
        flows: ["old-to-new", "new-to-old"],
        message: `Value "${shortName(change.from)}" of enum "${enumName}" is called "${shortName(name)}" now: each side refuses the other's name in JSON.`,
        witness: () => enumBreaks(comparison, enumName, { numbers, encodings: ["json"] }).witness,
      };
    }
  },
};
