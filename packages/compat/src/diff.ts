import type { JsonValue } from "@bufbuild/protobuf";
import type { Attributes, Model, ModelKey } from "@breakwater/schema";
import type { Change } from "./change.ts";
import { compareText } from "./compare-text.ts";
import { type Pairing, pairModels } from "./pairing.ts";

/**
 * All changes that lead from one model to another, in the order of their keys. Equal models have none, and the order of
 * files, modules and declarations plays no part.
 */
export function diffModels(before: Model, after: Model, pairing: Pairing = pairModels(before, after)): Change[] {
  const changes: Change[] = [];
  for (const [key, attributes] of before) {
    const now = pairing.pairs.get(key);
    if (now === undefined) changes.push({ kind: "removed", key, attributes });
    else changes.push(...pairChanges(key, now, { before: attributes, after: after.get(now) ?? {} }));
  }
  for (const [key, attributes] of after) {
    if (!pairing.origins.has(key)) changes.push({ kind: "added", key, attributes });
  }
  return changes.toSorted(compareChanges);
}

function pairChanges(from: ModelKey, key: ModelKey, sides: { before: Attributes; after: Attributes }): Change[] {
  const changes: Change[] = from === key ? [] : [{ kind: "renamed", key, from }];
  for (const attribute of new Set([...Object.keys(sides.before), ...Object.keys(sides.after)])) {
    const before = sides.before[attribute];
    const after = sides.after[attribute];
    if (isEqual(before, after)) continue;
    if (attribute === "file" && typeof before === "string" && typeof after === "string") {
      changes.push({ kind: "moved", key, before, after });
    } else changes.push({ kind: "altered", key, attribute, before, after });
  }
  return changes;
}

// Values are canonical, so that equal ones have equal texts.
function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function compareChanges(a: Change, b: Change): number {
  return compareText(a.key, b.key) || compareText(a.kind, b.kind) || compareText(attributeOf(a), attributeOf(b));
}

function attributeOf(change: Change): string {
  return change.kind === "altered" ? change.attribute : "";
}
