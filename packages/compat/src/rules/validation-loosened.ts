import type { Rule } from "../rule.ts";
import { validationViolations } from "../validation/validation-violations.ts";

/** Only what certainly accepts more, or was seen to. */
export const validationLoosened: Rule = {
  id: "VALIDATION_LOOSENED",
  purpose:
    "Rules of protovalidate accept more values than before. Readers of responses and of stored data relied on the old rules, and older ones that validate refuse the new values.",
  dimension: "validation",
  severity: "warning",
  since: "0.1.0",
  advice: "Return the new values only once every reader knows the new rules, or put them in a new field.",
  covers: [],
  check: (comparison) => validationViolations(comparison, "loosened"),
};
