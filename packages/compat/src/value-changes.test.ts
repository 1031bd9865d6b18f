import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "@bufbuild/protobuf";
import { assert, json, property } from "fast-check";
import { expect, test } from "vitest";
import { valueChanges } from "./value-changes.ts";

const cases: readonly {
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  readonly changes: readonly [path: string, before: JsonValue | undefined, after: JsonValue | undefined][];
}[] = [
  { before: "a", after: "a", changes: [] },
  { before: undefined, after: "a", changes: [["", undefined, "a"]] },
  { before: { a: 1, b: { c: 2 } }, after: { a: 1, b: { c: 3 } }, changes: [["b.c", 2, 3]] },
  {
    before: { a: 1 },
    after: { b: 1 },
    changes: [
      ["a", 1, undefined],
      ["b", undefined, 1],
    ],
  },
  { before: { a: ["x"] }, after: { a: ["x", "y"] }, changes: [["a[1]", undefined, "y"]] },
  { before: { a: ["x"] }, after: { a: "x" }, changes: [["a", ["x"], "x"]] },
  { before: { toString: 1 }, after: {}, changes: [["toString", 1, undefined]] },
];

for (const { before, after, changes } of cases) {
  test(`${JSON.stringify(before)} to ${JSON.stringify(after)} has ${changes.length} changes`, () => {
    const found = valueChanges(before, after).map((change) => [change.path, change.before, change.after]);
    expect(found).toEqual(changes);
  });
}

test("values without changes are equal, and a value has no changes against itself", () => {
  // Through the text, as JSON knows neither undefined nor -0.
  const values = json().map((text): JsonValue => JSON.parse(text));
  assert(
    property(values, values, (before, after) => {
      expect(valueChanges(before, before)).toEqual([]);
      return valueChanges(before, after).length > 0 || isDeepStrictEqual(before, after);
    }),
  );
});
