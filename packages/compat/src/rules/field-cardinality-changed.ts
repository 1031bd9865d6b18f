import type { Attributes } from "@breakwater/schema";
import { describeElement } from "../describe-element.ts";
import { alteredFields } from "../field-pairs.ts";
import type { Rule } from "../rule.ts";
import { typeText } from "../wire-type.ts";
import { messagesWith } from "../wire-witness/candidates.ts";
import { fieldBreaks } from "../wire-witness/field-breaks.ts";

/** In bytes a reader of one value takes the last of several; in JSON one value and a list are never the same. */
export const fieldCardinalityChanged: Rule = {
  id: "FIELD_CARDINALITY_CHANGED",
  purpose:
    "A field or extension had one value and has several, is a map or the other way round. Readers of one value drop all but the last in bytes, and JSON of one side is refused by the other.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the field, deprecate it, and add a field of another name for several values.",
  covers: [
    "FIELD_SAME_CARDINALITY",
    "FIELD_SAME_TYPE",
    "FIELD_WIRE_COMPATIBLE_CARDINALITY",
    "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
  ],
  *check(comparison) {
    for (const pair of alteredFields(comparison, "cardinality")) {
      const { witness } = fieldBreaks(comparison, pair, {
        messages: (writer, reader) => messagesWith(writer, reader, 2),
      });
      yield {
        before: pair.beforeKey,
        after: pair.afterKey,
        flows: ["old-to-new", "new-to-old"],
        message: `${describeElement(pair.afterKey)} was "${describe(pair.before)}" and is "${describe(pair.after)}" now: values are lost or refused.`,
        witness: () => witness,
      };
    }
  },
};

function describe(attributes: Attributes): string {
  return `${attributes["cardinality"] === "repeated" ? "repeated " : ""}${typeText(attributes)}`;
}
