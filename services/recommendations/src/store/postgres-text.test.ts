import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, encodeText } from "./postgres-text.ts";

test("any text comes back as it was, and what is stored has no U+0000", () => {
  const character = fc.constantFrom("\u0000", "\u001A", "0", "1", "ü");
  fc.assert(
    fc.property(fc.string({ unit: character }), (text) => {
      expect(encodeText(text)).not.toContain("\u0000");
      expect(decodeText(encodeText(text))).toBe(text);
    }),
  );
});

test("a usual text is stored as it is", () => {
  expect(encodeText("user-1 ü\\")).toBe("user-1 ü\\");
});
