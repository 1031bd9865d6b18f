import type { Rule } from "../rule.ts";
import { validationViolations } from "../validation/validation-violations.ts";

/** A value of which nobody can say whether it is still accepted counts as refused. */
export const validationTightened: Rule = {
  id: "VALIDATION_TIGHTENED",
  purpose:
    "Rules of protovalidate accept fewer values than before. What older callers send, or what was stored, is refused though its type has not changed. CEL, regular expressions and rules that are not understood count as tighter when they are new or others.",
  dimension: "validation",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the rules as they are, and refuse new values in a new field or in a new version of the package.",
  covers: [],
  check: (comparison) => validationViolations(comparison, "tightened"),
};
