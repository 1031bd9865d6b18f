import { modelKey, splitKey } from "@breakwater/schema";
import { parentName } from "../pairing.ts";
import type { Rule } from "../rule.ts";
import { messageBreaks } from "../wire-witness/message-breaks.ts";

/** `required` of proto2 and `features.field_presence = LEGACY_REQUIRED` of editions are the same here. */
export const fieldRequiredAdded: Rule = {
  id: "FIELD_REQUIRED_ADDED",
  purpose:
    "A message has a required field that it did not have, or a field of it became required. A message without it is refused, and old writers do not know that they must set it.",
  dimension: "binary",
  severity: "error",
  since: "0.1.0",
  advice: "Make the field optional, and check that it is set where the message is used.",
  covers: ["MESSAGE_SAME_REQUIRED_FIELDS"],
  *check(comparison) {
    for (const [key, { presence }] of comparison.after.model) {
      if (presence !== "LEGACY_REQUIRED") continue;
      const pair = comparison.pair(key);
      const { name } = splitKey(key);
      const message = comparison.pair(modelKey("message", parentName(name)));
      if (message === undefined || pair?.before["presence"] === "LEGACY_REQUIRED") continue;
      yield {
        ...(pair === undefined ? {} : { before: pair.beforeKey }),
        after: key,
        flows: ["old-to-new"],
        message: `Field "${name}" ${pair === undefined ? "is new and required" : "became required"}: messages without it are refused.`,
        witness: () => messageBreaks(comparison, splitKey(message.afterKey).name, ["old-to-new"]),
      };
    }
  },
};
