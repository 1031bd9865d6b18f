import { type ModelKey, type ModelKind, splitKey } from "@breakwater/schema";
import type { Comparison, Pair } from "./comparison.ts";
import { parentName } from "./pairing.ts";

/** Elements of one parent with other numbers than before. */
export interface Renumbering {
  readonly parent: string;
  readonly pairs: readonly Pair[];
}

/**
 * Fields or enum values that kept their name and changed their number, grouped: those that took each other's numbers
 * are one group, and the others are alone.
 */
export function renumberings(comparison: Comparison, kind: ModelKind): Renumbering[] {
  const open = new Map<ModelKey, Pair>(comparison.altered(kind, "number").map((pair) => [pair.afterKey, pair]));
  const groups: Renumbering[] = [];
  for (const [key, first] of open) {
    const parent = parentName(splitKey(key).name);
    const group = [first];
    open.delete(key);
    // Grows while it is walked: whoever has a number that a member had, or had one that a member has, belongs to it.
    for (const member of group) {
      for (const [candidate, pair] of open) {
        if (parentName(splitKey(candidate).name) !== parent || !touches(member, pair)) continue;
        open.delete(candidate);
        group.push(pair);
      }
    }
    groups.push({ parent, pairs: group });
  }
  return groups;
}

function touches(one: Pair, other: Pair): boolean {
  return one.before["number"] === other.after["number"] || one.after["number"] === other.before["number"];
}

/** What a group says in a message: `"a" 1 → 2, "b" 2 → 1`. */
export function describeRenumbering({ parent, pairs }: Renumbering): string {
  return pairs
    .map(({ afterKey, before, after }) => {
      const name = splitKey(afterKey).name.slice(parent.length + 1);
      return `"${name}" ${JSON.stringify(before["number"])} → ${JSON.stringify(after["number"])}`;
    })
    .join(", ");
}
