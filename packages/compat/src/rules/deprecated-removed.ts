import { deprecationChanges } from "../deprecation.ts";
import type { Rule } from "../rule.ts";

/** Good to know: what was to go away stays. */
export const deprecatedRemoved: Rule = {
  id: "DEPRECATED_REMOVED",
  purpose:
    "Something is no longer deprecated. Nothing breaks, but whoever moved away from it should know that it stays.",
  dimension: "option",
  severity: "note",
  since: "0.1.0",
  advice: "Say in a comment why it stays.",
  covers: [],
  *check(comparison) {
    for (const { pair, what } of deprecationChanges(comparison, { to: false })) {
      const message = `${what} is no longer deprecated: it stays.`;
      yield { before: pair.beforeKey, after: pair.afterKey, flows: [], message };
    }
  },
};
