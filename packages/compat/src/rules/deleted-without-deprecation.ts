import { outermostDeleted, remainsOf } from "../deletion.ts";
import { deprecatable, isDeprecated } from "../deprecation.ts";
import { missingOf, releasedParts } from "../deprecation-period.ts";
import { describeElement } from "../describe-element.ts";
import type { Rule } from "../rule.ts";

/**
 * Speaks once for the outermost thing; of a deleted file or package everything in it must have been deprecated. Where the
 * policy asks for a period, the releases tell whether it is over, and it is an error that it is not: a deletion that has
 * waited for long enough still is one, for other rules. What no release has is judged by the base as without a period.
 */
export const deletedWithoutDeprecation: Rule = {
  id: "DELETED_WITHOUT_DEPRECATION",
  purpose:
    "Something is gone that was not deprecated before, or not for as long as the policy asks. Its users had no release, or too little time, in which they were warned and it still worked.",
  dimension: "option",
  severity: "warning",
  since: "0.1.0",
  advice: "Mark it `deprecated = true` in one release, and delete it in a later one, when the period is over.",
  covers: [],
  *check(comparison) {
    const { before, deprecation } = comparison;
    for (const kind of ["package" as const, ...deprecatable]) {
      for (const key of outermostDeleted(comparison, kind)) {
        const parts = remainsOf(before.model, key);
        const released = deprecation === undefined ? [] : releasedParts(parts, deprecation);
        const missing = deprecation === undefined ? undefined : missingOf(released, deprecation);
        const isMarked = parts.every((part) => isDeprecated(before.model, part));
        if (isMarked && missing === undefined) continue;
        const message = `${describeElement(key)} is gone and ${missing ?? "was not deprecated before"}.`;
        yield { before: key, flows: [], message, ...(released.length > 0 ? { severity: "error" } : {}) };
      }
    }
  },
};
