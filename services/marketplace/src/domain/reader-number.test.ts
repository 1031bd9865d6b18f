import fc from "fast-check";
import { expect, test } from "vitest";
import { readerNumber } from "./reader-number.ts";

test("each reader has a number that v1 takes, always the same", () => {
  fc.assert(
    fc.property(fc.string(), (readerId) => {
      const number = readerNumber(readerId);
      expect(Number.isInteger(number) && number >= 1 && number <= 2 ** 31 - 1).toBe(true);
      expect(readerNumber(readerId)).toBe(number);
    }),
  );
  expect(readerNumber("a")).not.toBe(readerNumber("b"));
});
