import { array, assert, bigInt, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { IntervalSet } from "./interval-set.ts";

const value = bigInt({ min: 0n, max: 20n });
const sets = array(tuple(value, value)).map((pairs) =>
  IntervalSet.of(...pairs.map(([first, last]) => ({ first, last }))),
);
const all = Array.from({ length: 21 }, (_, index) => BigInt(index));
const membersOf = (set: IntervalSet): bigint[] => all.filter((member) => set.has(member));

test("intervals behave as the sets of their members", () => {
  assert(
    property(sets, sets, (a, b) => {
      expect(membersOf(a.intersect(b))).toEqual(membersOf(a).filter((member) => b.has(member)));
      expect(membersOf(a.subtract(b))).toEqual(membersOf(a).filter((member) => !b.has(member)));
      expect(a.isSubsetOf(b)).toBe(membersOf(a).every((member) => b.has(member)));
    }),
  );
});

test("intervals that touch are one, and an empty one is none", () => {
  const set = IntervalSet.of({ first: 3n, last: 4n }, { first: 1n, last: 2n }, { first: 9n, last: 8n });
  expect(set.intervals).toEqual([{ first: 1n, last: 4n }]);
});
