import { describeElement } from "../describe-element.ts";
import type { Rule } from "../rule.ts";

/** `debug_redact` hides a value where a message is printed for people. */
export const debugRedactRemoved: Rule = {
  id: "DEBUG_REDACT_REMOVED",
  purpose:
    "A field or enum value no longer has `debug_redact`. Its value, which was hidden in debug output, starts to appear in logs.",
  dimension: "option",
  severity: "error",
  since: "0.1.0",
  advice: "Keep `[debug_redact = true]`.",
  covers: [],
  *check(comparison) {
    for (const kind of ["field", "extension", "enum value"] as const) {
      for (const { beforeKey, afterKey, before, after } of comparison.altered(kind, "option.debugRedact")) {
        if (before["option.debugRedact"] !== true || after["option.debugRedact"] === true) continue;
        yield {
          before: beforeKey,
          after: afterKey,
          flows: [],
          message: `${describeElement(afterKey)} no longer has "debug_redact": its value starts to appear in logs.`,
        };
      }
    }
  },
};
