import { deprecationChanges } from "../deprecation.ts";
import type { Rule } from "../rule.ts";

/** Good to know: generated code starts to warn its users. */
export const deprecatedAdded: Rule = {
  id: "DEPRECATED_ADDED",
  purpose:
    "Something is deprecated. Nothing breaks, but its users should know, and it may be deleted in a new version.",
  dimension: "option",
  severity: "note",
  since: "0.1.0",
  advice: "Say in a comment what to use instead, and until when this stays.",
  covers: [],
  *check(comparison) {
    for (const { pair, what } of deprecationChanges(comparison, { to: true })) {
      const message = `${what} is deprecated now: code that uses it gets a warning.`;
      yield { before: pair.beforeKey, after: pair.afterKey, flows: [], message };
    }
  },
};
