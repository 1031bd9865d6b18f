import { describeElement } from "../describe-element.ts";
import { alteredFields } from "../field-pairs.ts";
import type { Rule } from "../rule.ts";
import { bytesOf } from "../wire-witness/raw-input.ts";
import { fieldBreaks } from "../wire-witness/field-breaks.ts";

/** Text that no UTF-8 has. */
const invalidText = Uint8Array.of(0xff);

/** `features.utf8_validation`, or a move between proto2, which does not check, and proto3, which does. */
export const utf8ValidationChanged: Rule = {
  id: "UTF8_VALIDATION_CHANGED",
  purpose:
    "A string field or extension began or ceased to be checked for valid UTF-8. The side that checks refuses text that the other one may write.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Keep `features.utf8_validation`, or use `bytes` in a new field for what is no text.",
  covers: ["FIELD_SAME_UTF8_VALIDATION"],
  *check(comparison) {
    for (const pair of alteredFields(comparison, "utf8")) {
      const { beforeKey, afterKey, before, after } = pair;
      // A field that became a string has another type.
      if (typeof before["utf8"] !== "boolean" || typeof after["utf8"] !== "boolean") continue;
      const flow = after["utf8"] ? "old-to-new" : "new-to-old";
      const what = describeElement(afterKey);
      yield {
        before: beforeKey,
        after: afterKey,
        flows: [flow],
        message: after["utf8"]
          ? `${what} is checked for valid UTF-8 now: a message with other text is refused.`
          : `${what} is no longer checked for valid UTF-8: readers with the old schema refuse what is none.`,
        witness: () => {
          const inputs = (writer: { readonly number: number }): string[] => [bytesOf(writer.number, invalidText)];
          return fieldBreaks(comparison, pair, { encodings: ["binary"], flows: [flow], inputs }).witness;
        },
      };
    }
  },
};
