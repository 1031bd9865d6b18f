import { splitKey } from "@breakwater/schema";
import type { Change } from "../change.ts";
import { describeElement } from "../describe-element.ts";
import { parentName } from "../pairing.ts";
import { quoteAll } from "../quote.ts";
import type { Rule } from "../rule.ts";
import { unstableReaches } from "../stability.ts";

/** Walks through packages without a version; types of other stable packages answer for themselves. */
export const stableReachesUnstable: Rule = {
  id: "STABLE_REACHES_UNSTABLE",
  purpose:
    "Something stable, as in a package v1, reaches an unstable type, as in v1beta1, that it did not reach before, or one that changed in a way that breaks. Its users get a break that a stable version rules out.",
  dimension: "source",
  severity: "error",
  since: "0.1.0",
  advice:
    "Make the type stable, in a package with a stable version, before something stable uses it, and change it by the rules of that one.",
  covers: [],
  *check(comparison) {
    const before = unstableReaches(comparison.before.model, comparison.stabilities.before);
    const broken = brokenTypes(comparison.changes);
    for (const [key, reach] of unstableReaches(comparison.after.model, comparison.stabilities.after)) {
      const beforeKey = comparison.pairing.origins.get(key);
      const known = beforeKey === undefined ? undefined : before.get(beforeKey);
      const keys = beforeKey === undefined ? { after: key } : { before: beforeKey, after: key };
      const added = [...reach.entries].filter((type) => known?.types.has(type) !== true);
      if (added.length > 0) {
        const message = `${describeElement(key)} is stable and reaches the unstable ${quoteAll(added)}, which may break at any time.`;
        yield { ...keys, severity: "warning", flows: [], message };
      }
      const changed = [...reach.types].filter((type) => known?.types.has(type) === true && broken.has(type));
      if (changed.length > 0) {
        const message = `${describeElement(key)} is stable and reaches the unstable ${quoteAll(changed)}, which changed in a way that breaks.`;
        yield { ...keys, flows: [], message };
      }
    }
  },
};

/** What of a field or enum value cannot change without breaking bytes, JSON or code. */
const breaking = new Set(["number", "type", "typeName", "keyType", "cardinality", "jsonName", "oneof", "delimited"]);

/** Full names of types in which something is gone, renamed or of another kind. */
function brokenTypes(changes: readonly Change[]): ReadonlySet<string> {
  const types = new Set<string>();
  for (const change of changes) {
    const { kind, name } = splitKey(change.key);
    if (kind !== "field" && kind !== "enum value") continue;
    const isBreaking =
      change.kind === "removed" ||
      change.kind === "renamed" ||
      (change.kind === "altered" && breaking.has(change.attribute)) ||
      (change.kind === "added" && change.attributes["presence"] === "LEGACY_REQUIRED");
    if (isBreaking) types.add(parentName(name));
  }
  return types;
}
