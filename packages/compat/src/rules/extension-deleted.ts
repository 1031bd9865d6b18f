import { type ModelKey, splitKey } from "@breakwater/schema";
import type { Comparison } from "../comparison.ts";
import { outermostDeleted } from "../deletion.ts";
import { plainText } from "../plain-text.ts";
import type { Rule } from "../rule.ts";
import { extensionWitness } from "../wire-witness/any-witness.ts";

/** Custom options are extensions too: schemas that set a deleted one stop compiling. */
export const extensionDeleted: Rule = {
  id: "EXTENSION_DELETED",
  purpose:
    "An extension is gone, has another full name or extends another message. Code and schemas that use it stop compiling, its bytes are read as unknown, and JSON with it is refused.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice: "Keep the extension and mark it `[deprecated = true]`.",
  covers: ["EXTENSION_NO_DELETE", "PACKAGE_EXTENSION_NO_DELETE", "FIELD_SAME_NAME"],
  *check(comparison) {
    for (const key of outermostDeleted(comparison, "extension")) {
      const { name } = splitKey(key);
      const extendee = plainText(comparison.before.model.get(key)?.["extendee"]);
      const heir = heirOf(comparison, key);
      const fate = heir === undefined ? "is gone" : `is called "${splitKey(heir).name}" now`;
      yield {
        before: key,
        ...(heir === undefined ? {} : { after: heir }),
        flows: [],
        message: `Extension "${name}" of "${extendee}" ${fate}: what uses it stops compiling, and JSON with it is refused.`,
        witness: () => extensionWitness(comparison, name),
      };
    }
    for (const { beforeKey, afterKey, before, after } of comparison.altered("extension", "extendee")) {
      const { name } = splitKey(afterKey);
      const [old, now] = [before, after].map(({ extendee }) => `"${plainText(extendee)}"`);
      yield {
        before: beforeKey,
        after: afterKey,
        flows: [],
        message: `Extension "${name}" extends ${now} instead of ${old}: what sets it in ${old} stops compiling, and ${old} loses it in bytes and JSON.`,
        witness: () => extensionWitness(comparison, name),
      };
    }
  },
};

/** The new extension of the same message that has the number of an old one. */
function heirOf({ before, after, pairing }: Comparison, key: ModelKey): ModelKey | undefined {
  const old = before.model.get(key);
  for (const [candidate, { extendee, number }] of after.model) {
    if (splitKey(candidate).kind !== "extension" || pairing.origins.has(candidate)) continue;
    if (extendee === old?.["extendee"] && number === old?.["number"]) return candidate;
  }
  return undefined;
}
