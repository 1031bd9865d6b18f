import { modelKey } from "@breakwater/schema";
import { parentName } from "../pairing.ts";
import { splitKey } from "@breakwater/schema";
import { shortName } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { enumBreaks } from "../wire-witness/enum-breaks.ts";

/** Open enums keep a number that they do not know; closed ones, which proto2 has, drop it. */
export const closedEnumValueAdded: Rule = {
  id: "CLOSED_ENUM_VALUE_ADDED",
  purpose:
    "A closed enum has another value. A reader with the old schema sees a field with that value as not set, and refuses it in JSON.",
  dimension: "binary",
  severity: "warning",
  since: "0.1.0",
  advice: "Send the new value only to readers that know it, or open the enum before values are added to it.",
  covers: [],
  *check(comparison) {
    for (const { key, attributes } of comparison.added("enum value")) {
      const { name } = splitKey(key);
      const enumName = parentName(name);
      const pair = comparison.pair(modelKey("enum", enumName));
      if (pair?.before["open"] !== false) continue;
      const number = Number(attributes["number"]);
      // A second name of a number that readers know is another matter.
      const isKnown = comparison.before.registry.enumeration(enumName)?.values.some((value) => value.number === number);
      if (isKnown !== false) continue;
      yield {
        after: key,
        flows: ["new-to-old"],
        message: `Closed enum "${enumName}" has the new value "${shortName(name)}" = ${number}: readers with the old schema take a field with it as not set.`,
        witness: () => enumBreaks(comparison, enumName, { numbers: [number], flows: ["new-to-old"] }).witness,
      };
    }
  },
};
