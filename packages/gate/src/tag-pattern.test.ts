import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";
import { covers, matchesTag } from "./tag-pattern.ts";

const cases: readonly (readonly [pattern: string, tags: readonly string[], others: readonly string[]])[] = [
  ["v*", ["v1", "v1.2.0", "v"], ["1.2.0", "api/v1.0.0", "V1"]],
  ["*/v*", ["api/v1.0.0", "a/b/v2"], ["v1.0.0", "api/1"]],
  ["v?.*", ["v1.0", "v2."], ["v10.0", "v1"]],
  ["v1.0.0", ["v1.0.0"], ["v1.0.01", "xv1.0.0", "v1x0x0"]],
  ["*", ["", "anything/at all"], []],
];

for (const [pattern, tags, others] of cases) {
  test(`"${pattern}" is for the tags that it is like, and for no other`, () => {
    expect(tags.filter((tag) => !matchesTag(pattern, tag))).toEqual([]);
    expect(others.filter((tag) => matchesTag(pattern, tag))).toEqual([]);
  });
}

const texts = array(constantFrom("a", "b", "*", "?"), { maxLength: 6 }).map((signs) => signs.join(""));
const names = array(constantFrom("a", "b", "/"), { maxLength: 8 }).map((signs) => signs.join(""));

test("a tag is like a pattern exactly when the regular expression of that pattern says so", () => {
  assert(
    property(texts, names, (pattern, name) => {
      const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(matchesTag(pattern, name)).toBe(expression.test(name));
    }),
    { numRuns: 2000 },
  );
});

test("a pattern that covers another one is for all of its tags", () => {
  let covered = 0;
  assert(
    property(texts, texts, names, (wide, narrow, name) => {
      if (!covers(wide, narrow) || !matchesTag(narrow, name)) return;
      covered += 1;
      expect(matchesTag(wide, name)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
  expect(covered).toBeGreaterThan(10);
  expect(covers("v*", "v1.*")).toBe(true);
  expect(covers("v1.*", "v*")).toBe(false);
  expect(covers("v?", "v*")).toBe(false);
});

test("a pattern of many wildcards is read at once", () => {
  const started = performance.now();
  expect(matchesTag("*a".repeat(2000), "a".repeat(20_000).concat("b"))).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});
