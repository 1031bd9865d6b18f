import { type ModelKey, type ModelKind, splitKey } from "@breakwater/schema";
import type { Comparison, Pair } from "./comparison.ts";
import { parentName } from "./pairing.ts";

/** Elements of one parent with other numbers than before. */
export interface Renumbering {
  /** Full name of the message or enum; of extensions, of the message that they extend. */
  readonly parent: string;
  readonly pairs: readonly Pair[];
}

/**
 * Fields, enum values or extensions that kept their name and changed their number, grouped: those that took each other's numbers
 * are one group, and the others are alone.
 */
export function renumberings(comparison: Comparison, kind: ModelKind): Renumbering[] {
  const open = new Map<ModelKey, Pair>(
    comparison
      .altered(kind, "number")
      .filter(({ before, after }) => before["extendee"] === after["extendee"])
      .map((pair) => [pair.afterKey, pair]),
  );
  const byNumber = { before: groupByNumber(open.values(), "before"), after: groupByNumber(open.values(), "after") };
  const groups: Renumbering[] = [];
  for (const [key, first] of open) {
    const group = [first];
    open.delete(key);
    // Grows while it is walked: whoever has a number that a member had, or had one that a member has, belongs to it.
    for (const member of group) {
      const touching = [
        ...(byNumber.after.get(placeOf(member, "before")) ?? []),
        ...(byNumber.before.get(placeOf(member, "after")) ?? []),
      ];
      for (const pair of touching) if (open.delete(pair.afterKey)) group.push(pair);
    }
    const pairs = group.toSorted((a, b) => Number(a.before["number"]) - Number(b.before["number"]));
    groups.push({ parent: parentOf(first), pairs });
  }
  return groups;
}

function groupByNumber(pairs: Iterable<Pair>, side: "before" | "after"): ReadonlyMap<string, readonly Pair[]> {
  return Map.groupBy(pairs, (pair) => placeOf(pair, side));
}

/** Numbers of extensions are those of the message that they extend, wherever they are defined. */
function parentOf({ afterKey, after }: Pair): string {
  const { extendee } = after;
  return typeof extendee === "string" ? extendee : parentName(splitKey(afterKey).name);
}

/** A number in its parent, as text. */
function placeOf(pair: Pair, side: "before" | "after"): string {
  return `${parentOf(pair)} ${JSON.stringify(pair[side]["number"])}`;
}

/** What a group says in a message: `"a" 1 → 2, "b" 2 → 1`. */
export function describeRenumbering({ parent, pairs }: Renumbering): string {
  return pairs
    .map(({ afterKey, before, after }) => {
      const { kind, name: fullName } = splitKey(afterKey);
      const name = kind === "extension" ? fullName : fullName.slice(parent.length + 1);
      return `"${name}" ${JSON.stringify(before["number"])} → ${JSON.stringify(after["number"])}`;
    })
    .join(", ");
}
