import { describeElement } from "../describe-element.ts";
import type { Rule } from "../rule.ts";

/** Before edition 2024 everything is exported; from it on, nested types are local unless something says otherwise. */
export const visibilityNarrowed: Rule = {
  id: "VISIBILITY_NARROWED",
  purpose:
    "A message or enum was exported and is local, by `local`, by `default_symbol_visibility` or by the default of a newer edition. Other files that use it stop compiling.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Write `export` before the message or enum.",
  covers: [],
  *check(comparison) {
    for (const kind of ["message", "enum"] as const) {
      for (const { beforeKey, afterKey, before, after } of comparison.altered(kind, "visibility")) {
        if (before["visibility"] !== "export" || after["visibility"] !== "local") continue;
        yield {
          before: beforeKey,
          after: afterKey,
          flows: [],
          message: `${describeElement(afterKey)} was exported and is local: other files that use it stop compiling.`,
        };
      }
    }
  },
};
