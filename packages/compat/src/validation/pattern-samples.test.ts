import { expect, test } from "vitest";
import { patternSamples } from "./pattern-samples.ts";

const patterns = [
  "^[a-z][a-z0-9-]{2,9}$",
  "^([a-z][a-z0-9_]{1,61}[a-z0-9]/)*[a-z][a-z0-9_]{1,62}[a-z0-9]$",
  "^(red|green|blue)$",
  "^\\d{4}-\\d{2}-\\d{2}$",
  "^(?:v1|v2)\\.(?:\\w+)$",
  "^[^/]+/[^/]+$",
  "^$|^[A-Z]{3}$",
  "^\\+?[0-9]{3,15}$",
  "^[-a-z]+[\\]x]?$",
  "^a.c\\.d$",
];

test("patterns that people write have a sample that they match", () => {
  const without = patterns.filter(
    (pattern) => !patternSamples(pattern).some((sample) => new RegExp(pattern).test(sample)),
  );
  expect(without).toEqual([]);
});

test("samples are of different lengths, so that bounds show", () => {
  const lengths = new Set(patternSamples("^[a-z]{2,9}$").map((sample) => sample.length));
  expect([...lengths].toSorted((a, b) => a - b)).toEqual([2, 3, 9]);
});

test("no pattern is too odd to be read", () => {
  for (const pattern of ["", "(", "[", "a{", "\\", "(?i)x", "[[:alpha:]]", "\\p{Greek}+", "))", "a**"]) {
    expect(patternSamples(pattern).every((sample) => typeof sample === "string")).toBe(true);
  }
});
