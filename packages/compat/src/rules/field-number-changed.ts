import { describeElement } from "../describe-element.ts";
import { renumberings } from "../renumbering.ts";
import type { Rule } from "../rule.ts";
import { fieldBreaks } from "../wire-witness/field-breaks.ts";

/** For buf this is one field deleted and another one added, which is fine where the old number is reserved. */
export const fieldNumberChanged: Rule = {
  id: "FIELD_NUMBER_CHANGED",
  purpose:
    "A field or extension has another number. Bytes have numbers and no names, so what one side writes the other does not find, also when the old number is reserved.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Give the field its number back, or add a field of another name and deprecate this one.",
  covers: ["FIELD_NO_DELETE", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED", "FIELD_NO_DELETE_UNLESS_NAME_RESERVED"],
  *check(comparison) {
    const groups = (["field", "extension"] as const).flatMap((kind) => renumberings(comparison, kind));
    for (const { pairs } of groups) {
      const [pair] = pairs;
      if (pair === undefined || pairs.length > 1) continue;
      const [from, to] = [pair.before["number"], pair.after["number"]].map((number) => JSON.stringify(number));
      yield {
        before: pair.beforeKey,
        after: pair.afterKey,
        flows: ["old-to-new", "new-to-old"],
        message: `${describeElement(pair.afterKey)} had number ${from} and has ${to} now: bytes of one side lose it on the other.`,
        witness: () => fieldBreaks(comparison, pair, { encodings: ["binary"] }).witness,
      };
    }
  },
};
