import type { Attributes } from "@breakwater/schema";
import { describeElement } from "../describe-element.ts";
import { alteredFields } from "../field-pairs.ts";
import { plainText } from "../plain-text.ts";
import type { Rule } from "../rule.ts";
import { typeText } from "../wire-type.ts";

/** `jstype` says what an integer of 64 bits is in JavaScript; what is sent stays the same. */
export const jstypeChanged: Rule = {
  id: "JSTYPE_CHANGED",
  purpose:
    "A field or extension of a 64-bit integer type has another `jstype`. Its values have another type in generated JavaScript and TypeScript, so code that reads or sets it stops compiling, or compares values that are never equal.",
  dimension: "typescript",
  severity: "error",
  since: "0.1.0",
  advice: "Keep `jstype` as it was, or add a field of another name with the new one.",
  covers: ["FIELD_SAME_JSTYPE"],
  *check(comparison) {
    for (const { beforeKey, afterKey, before, after } of alteredFields(comparison, "option.jstype")) {
      const [old, now] = [jstypeOf(before), jstypeOf(after)];
      // Rules about types speak of a field that has another one.
      if (old === now || typeText(before) !== typeText(after)) continue;
      const [was, is] = [old, now].map((jstype) => (jstype === "JS_STRING" ? "string" : "bigint"));
      const keys = { before: beforeKey, after: afterKey, flows: [] };
      const what = `${describeElement(afterKey)} had jstype "${old}" and has "${now}" now`;
      if (was === is) {
        // protobuf-es has bigint for both; other generators may have number for one of them.
        const message = `${what}: some generators of JavaScript have another type for it.`;
        yield { ...keys, severity: "warning", message };
      } else yield { ...keys, message: `${what}: in TypeScript its values are of type ${is} instead of ${was}.` };
    }
  },
};

function jstypeOf(attributes: Attributes): string {
  return plainText(attributes["option.jstype"] ?? "JS_NORMAL");
}
