import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeal } from "./seal.ts";

const seal = createSeal("a secret of the test, which is long enough");

test("what was sealed opens for the same purpose and secret only, whatever it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      const sealed = seal.close("a", text);
      expect(sealed).toMatch(/^[\w-]*\.[\w-]+$/);
      expect(seal.open("a", sealed)).toBe(text.toWellFormed());
      expect(seal.open("b", sealed)).toBeUndefined();
      expect(createSeal("another secret, which is long enough").open("a", sealed)).toBeUndefined();
    }),
  );
});

test("what was changed does not open, and no text makes it fail", () => {
  const sealed = seal.close("a", "reader 1");
  for (const other of [
    "",
    ".",
    sealed.slice(0, -4),
    `${sealed}.`,
    `${sealed}.x`,
    sealed.replace(/^./, "X"),
    "x".repeat(5000),
  ]) {
    expect(seal.open("a", other)).toBeUndefined();
  }
  fc.assert(fc.property(fc.string(), (text) => seal.open("a", text) === undefined));
});
