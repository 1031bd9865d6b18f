import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { categories, type Category } from "./book.ts";
import { Fault } from "./fault.ts";
import { createPageTokens } from "./page-token.ts";

const key = new Uint8Array(32).fill(7);
const tokens = createPageTokens(key);
const after = { score: 0.625, tie: 4_000_000_000, number: 42 };
const scope = { userId: "u", categories: ["mystery", "self-help"] satisfies Category[] };

function reasonOf(token: string, of: typeof scope | { userId: string; categories: Category[] } = scope): string {
  try {
    tokens.open(token, of);
    return "none";
  } catch (error) {
    return error instanceof Fault ? `${error.reason} ${JSON.stringify(error.metadata)}` : String(error);
  }
}

const invalid = 'PAGE_TOKEN_INVALID {"field":"page_token"}';

test("a token gives back the rank it was made of, for any rank, user and categories", () => {
  const rank = fc.record({
    score: fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }),
    tie: fc.integer({ min: 0, max: 0xffffffff }),
    number: fc.integer({ min: 1, max: 0x7fffffff }),
  });
  const anyScope = fc.record({ userId: fc.string(), categories: fc.uniqueArray(fc.constantFrom(...categories)) });
  fc.assert(
    fc.property(rank, anyScope, (any, whose) => {
      const token = tokens.seal(any, whose);
      expect(token.length).toBeLessThanOrEqual(1024);
      expect(tokens.open(token, whose)).toEqual(any);
    }),
  );
});

describe("use of a token", () => {
  const token = tokens.seal(after, scope);
  const table: { name: string; whose: { userId: string; categories: Category[] }; reason: string }[] = [
    {
      name: "the same categories in another order",
      whose: { userId: "u", categories: ["self-help", "mystery"] },
      reason: "none",
    },
    { name: "no other user", whose: { ...scope, userId: "v" }, reason: invalid },
    { name: "no other categories", whose: { userId: "u", categories: ["mystery"] }, reason: invalid },
    { name: "not all categories", whose: { userId: "u", categories: [] }, reason: invalid },
    {
      name: "no user whose id holds the categories",
      whose: { userId: "self-help\nu", categories: ["mystery"] },
      reason: invalid,
    },
  ];
  for (const { name, whose, reason } of table)
    test(`a token, ${name}`, () => expect(reasonOf(token, whose)).toBe(reason));

  test("all categories, named or not", () => {
    const all = tokens.seal(after, { userId: "u", categories: [] });
    expect(reasonOf(all, { userId: "u", categories: [...categories] })).toBe("none");
  });
});

describe("a token is refused", () => {
  const token = tokens.seal(after, scope);
  const foreign = createPageTokens(new Uint8Array(32).fill(8)).seal(after, scope);
  const table = {
    foreign,
    cut: token.slice(0, -1),
    longer: `${token}A`,
    blank: `${token.slice(0, 5)} ${token.slice(5)}`,
  };
  for (const [name, text] of Object.entries(table))
    test(`when it is ${name}`, () => expect(reasonOf(text)).toBe(invalid));

  test("when any one character is changed", () => {
    for (let index = 0; index < token.length; index += 1) {
      const other = token[index] === "A" ? "B" : "A";
      expect(reasonOf(token.slice(0, index) + other + token.slice(index + 1))).toBe(invalid);
    }
  });

  test("when it is any other text, without another error", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(reasonOf(text)).toBe(invalid);
      }),
    );
  });
});
