import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearestWord } from "./nearest-word.ts";

const cases: readonly (readonly [word: string, candidates: readonly string[], nearest: string | undefined])[] = [
  ["severty", ["version", "severity"], "severity"],
  ["Severity", ["version", "severity"], "severity"],
  ["customOption", ["customOptions"], "customOptions"],
  ["RPC_DELETE", ["RPC_DELETED", "ENUM_DELETED"], "RPC_DELETED"],
  ["abcdef", ["uvwxyz"], undefined],
  ["ab", ["ax", "ay"], "ax"],
  ["x", [], undefined],
];

for (const [word, candidates, nearest] of cases) {
  test(`of ${candidates.join(", ") || "nothing"}, "${word}" is nearest to ${nearest ?? "none"}`, () => {
    expect(nearestWord(word, candidates)).toBe(nearest);
  });
}

test("the distance is a metric", () => {
  assert(
    property(string({ maxLength: 8 }), string({ maxLength: 8 }), string({ maxLength: 8 }), (a, b, c) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
  );
});
