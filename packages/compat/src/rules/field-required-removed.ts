import { modelKey, splitKey } from "@breakwater/schema";
import { parentName } from "../pairing.ts";
import type { Rule } from "../rule.ts";
import { messageBreaks } from "../wire-witness/message-breaks.ts";

/** The mirror of FIELD_REQUIRED_ADDED: now the new side writes what the old one refuses. */
export const fieldRequiredRemoved: Rule = {
  id: "FIELD_REQUIRED_REMOVED",
  purpose:
    "A required field is gone or no longer required. New writers may leave it out, and readers with the old schema refuse such a message.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Keep setting the field until no reader has the old schema.",
  covers: ["MESSAGE_SAME_REQUIRED_FIELDS"],
  *check(comparison) {
    for (const [key, { presence }] of comparison.before.model) {
      if (presence !== "LEGACY_REQUIRED") continue;
      const after = comparison.pairing.pairs.get(key);
      const { name } = splitKey(key);
      const message = comparison.pair(modelKey("message", parentName(name)));
      const now = after === undefined ? undefined : comparison.after.model.get(after);
      if (message === undefined || now?.["presence"] === "LEGACY_REQUIRED") continue;
      yield {
        before: key,
        ...(after === undefined ? {} : { after }),
        flows: ["new-to-old"],
        message: `Field "${name}" was required and ${after === undefined ? "is gone" : "is not any more"}: readers with the old schema refuse messages without it.`,
        witness: () => messageBreaks(comparison, splitKey(message.afterKey).name, ["new-to-old"]),
      };
    }
  },
};
