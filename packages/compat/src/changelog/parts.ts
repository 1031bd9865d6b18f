import type { ModelKey } from "@breakwater/schema";
import type { Change } from "../change.ts";
import type { Comparison } from "../comparison.ts";
import { type Group, foldChanges } from "./fold.ts";

/** What one entry tells: a group of changes, or one aspect of an element that changed in several ways. */
export interface Part {
  readonly nature: Group["how"] | "deprecated" | "routes";
  /** See {@link Group}. */
  readonly key: ModelKey;
  readonly package: string;
  readonly changes: readonly Change[];
}

/** Everything that a changelog has to tell, each change in exactly one part. */
export function partsOf(comparison: Comparison): Part[] {
  return foldChanges(comparison).flatMap((group): Part[] => {
    const { how, key, changes, package: packageName } = group;
    if (how !== "altered") return [{ nature: how, key, package: packageName, changes }];
    const byNature = Map.groupBy(changes, natureOf);
    return [...byNature].map(([nature, some]) => ({ nature, key, package: packageName, changes: some }));
  });
}

function natureOf(change: Change): "deprecated" | "routes" | "altered" {
  if (change.kind !== "altered") return "altered";
  if (change.attribute === "option.deprecated") return "deprecated";
  return change.attribute === "(google.api.http)" ? "routes" : "altered";
}
