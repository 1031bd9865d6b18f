import { splitKey } from "@breakwater/schema";
import { outermostDeleted } from "../deletion.ts";
import type { Rule } from "../rule.ts";
import { extensionWitness } from "../wire-witness/any-witness.ts";

/** Custom options are extensions too: schemas that set a deleted one stop compiling. */
export const extensionDeleted: Rule = {
  id: "EXTENSION_DELETED",
  purpose:
    "An extension is gone or has another full name. Code and schemas that use it stop compiling, its bytes are read as unknown, and JSON with it is refused.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the extension and mark it `[deprecated = true]`.",
  covers: ["EXTENSION_NO_DELETE", "PACKAGE_EXTENSION_NO_DELETE"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "extension")) {
      const { name } = splitKey(key);
      const extendee = JSON.stringify(comparison.before.model.get(key)?.["extendee"]);
      yield {
        before: key,
        flows: [],
        message: `Extension "${name}" of ${extendee} is gone: what uses it stops compiling, and JSON with it is refused.`,
        witness: () => extensionWitness(comparison, name),
      };
    }
  },
};
