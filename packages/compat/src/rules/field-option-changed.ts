import { describeElement } from "../describe-element.ts";
import { plainText } from "../plain-text.ts";
import type { Rule } from "../rule.ts";

/** Standard options that change how code handles a field, and nothing that is sent. */
const options = ["lazy", "unverifiedLazy", "retention", "targets"];

/** Options with a meaning on the wire or in generated code have rules of their own, here or in buf. */
export const fieldOptionChanged: Rule = {
  id: "FIELD_OPTION_CHANGED",
  purpose:
    "One of the options `lazy`, `unverified_lazy`, `retention` and `targets` of a field changed. Nothing that is sent changes; when a field is parsed, or where a custom option is kept, does.",
  dimension: "option",
  severity: "note",
  since: "0.1.0",
  advice: "Check that no code reads a custom option at run time that is no longer kept.",
  covers: [],
  *check(comparison) {
    for (const kind of ["field", "extension"] as const) {
      for (const option of options) {
        const attribute = `option.${option}`;
        for (const { beforeKey, afterKey, before, after } of comparison.altered(kind, attribute)) {
          const change = `from ${plainText(before[attribute])} to ${plainText(after[attribute])}`;
          const message = `${describeElement(afterKey)} has another option "${option}" than before, ${change}: what is sent stays the same.`;
          yield { before: beforeKey, after: afterKey, flows: [], message };
        }
      }
    }
  },
};
