import { outermostDeleted, remainsOf } from "../deletion.ts";
import { deprecatable, isDeprecated } from "../deprecation.ts";
import { describeElement } from "../describe-element.ts";
import type { Rule } from "../rule.ts";

/** Speaks once for the outermost thing; of a deleted file or package everything in it must have been deprecated. */
export const deletedWithoutDeprecation: Rule = {
  id: "DELETED_WITHOUT_DEPRECATION",
  purpose:
    "Something is gone that was not deprecated before. Its users had no release in which they were warned and it still worked.",
  dimension: "option",
  severity: "warning",
  since: "0.1.0",
  advice: "Mark it `deprecated = true` in one release, and delete it in a later one.",
  covers: [],
  *check(comparison) {
    const { model } = comparison.before;
    for (const kind of ["package" as const, ...deprecatable]) {
      for (const key of outermostDeleted(comparison, kind)) {
        if (remainsOf(model, key).every((part) => isDeprecated(model, part))) continue;
        yield { before: key, flows: [], message: `${describeElement(key)} is gone and was not deprecated before.` };
      }
    }
  },
};
