import { describeElement } from "../describe-element.ts";
import type { Rule } from "../rule.ts";

/** `features.json_format`, or a move between proto2, where JSON is best effort, and proto3. */
export const jsonFormatChanged: Rule = {
  id: "JSON_FORMAT_CHANGED",
  purpose:
    "A message or enum is no longer checked for a JSON form that is free of conflicts, or is from now on. Without the check two fields may share a JSON name.",
  dimension: "json",
  severity: "warning",
  since: "0.1.0",
  advice: "Keep `features.json_format = ALLOW`.",
  covers: ["MESSAGE_SAME_JSON_FORMAT", "ENUM_SAME_JSON_FORMAT"],
  *check(comparison) {
    for (const kind of ["message", "enum"] as const) {
      for (const { beforeKey, afterKey, after } of comparison.altered(kind, "jsonFormat")) {
        const keys = { before: beforeKey, after: afterKey };
        if (after["jsonFormat"] === "ALLOW") {
          const message = `${describeElement(afterKey)} is checked for its JSON form now: a gain, names that it has stay the same.`;
          yield { ...keys, severity: "note", flows: [], message };
        } else {
          const message = `${describeElement(afterKey)} is no longer checked for its JSON form: JSON works as far as it goes.`;
          yield { ...keys, flows: [], message };
        }
      }
    }
  },
};
