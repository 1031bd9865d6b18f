import { splitKey } from "@breakwater/schema";
import { outermostDeleted } from "../deletion.ts";
import type { Rule } from "../rule.ts";

/** Found by full name, also when the enum was the last one of its package. */
export const enumDeleted: Rule = {
  id: "ENUM_DELETED",
  purpose: "An enum is gone or has another full name, so code that uses its type stops compiling.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the enum and mark it `option deprecated = true`; drop it in a new version of the package.",
  covers: ["ENUM_NO_DELETE", "PACKAGE_ENUM_NO_DELETE"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "enum")) {
      const { name } = splitKey(key);
      yield { before: key, flows: [], message: `Enum "${name}" is gone: code that uses it stops compiling.` };
    }
  },
};
