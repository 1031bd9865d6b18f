import { splitKey } from "@breakwater/schema";
import { outermostDeleted } from "../deletion.ts";
import type { Rule } from "../rule.ts";
import { anyWitness } from "../wire-witness/any-witness.ts";

/** Found by full name: a message with another name, or in another package, is another message. */
export const messageDeleted: Rule = {
  id: "MESSAGE_DELETED",
  purpose:
    "A message is gone or has another full name. Code that uses its type stops compiling, and an `Any` that holds one can no longer be read.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the message and mark it `option deprecated = true`; drop it in a new version of the package.",
  covers: ["MESSAGE_NO_DELETE", "PACKAGE_MESSAGE_NO_DELETE"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "message")) {
      const { name } = splitKey(key);
      yield {
        before: key,
        flows: [],
        message: `Message "${name}" is gone: code that uses it stops compiling, and an "Any" with one cannot be read.`,
        witness: () => anyWitness(comparison, name),
      };
    }
  },
};
