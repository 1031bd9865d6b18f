import { assert, double, float, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { allOf, numberKind } from "./number-kind.ts";

test("floating point numbers have ordinals in their order, and are found again by them", () => {
  for (const [type, values] of [
    ["float", float({ noNaN: true })],
    ["double", double({ noNaN: true })],
  ] as const) {
    const kind = numberKind(type);
    const ordinal = (value: number): bigint => kind?.ordinal(Number.isFinite(value) ? value : String(value)) ?? 0n;
    assert(
      property(values, values, (a, b) => {
        expect(Number(kind?.json(ordinal(a)))).toBe(a + 0);
        expect(ordinal(a) < ordinal(b)).toBe(a < b);
      }),
    );
  }
});

test("neighbours of a number have the ordinals next to it", () => {
  const kind = numberKind("float");
  const one = kind?.ordinal(1) ?? 0n;
  expect(kind?.json(one + 1n)).toBe(Math.fround(1 + 2 ** -23));
  expect(kind?.ordinal(-0)).toBe(kind?.ordinal(0));
  expect(kind?.json(kind.ordinal("NaN"))).toBe("NaN");
});

test("durations and times are found again, to the nanosecond and on both sides of zero", () => {
  const cases = {
    duration: ["0s", "1s", "-1s", "0.000000001s", "-0.500s", "315576000000s"],
    timestamp: [
      "1970-01-01T00:00:00Z",
      "1969-12-31T23:59:59.999999999Z",
      "0001-01-01T00:00:00Z",
      "2024-02-29T12:00:00.120Z",
    ],
  };
  for (const [type, texts] of Object.entries(cases)) {
    const kind = numberKind(type);
    expect(texts.map((text) => kind?.json(kind.ordinal(text)))).toEqual(texts);
  }
});

test("64 bits are strings in JSON, and the range is that of the type", () => {
  const kind = numberKind("uint64");
  expect(kind?.json(2n ** 64n - 1n)).toBe("18446744073709551615");
  expect(kind === undefined ? undefined : allOf(kind).has(2n ** 64n)).toBe(false);
  assert(
    property(integer(), (value) => {
      expect(numberKind("sint32")?.json(numberKind("sint32")?.ordinal(value) ?? 0n)).toBe(value);
    }),
  );
});
