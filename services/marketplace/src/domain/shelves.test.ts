import fc from "fast-check";
import { expect, test } from "vitest";
import { listOf, recommended } from "../testing/books.ts";
import { categories } from "./book.ts";
import type { Recommendation } from "./recommendations.ts";
import { display, MOST_PER_SHELF, shortShelves } from "./shelves.ts";

test("the best book stands in front, the others on their shelves in the order of the list", () => {
  const { first, shelves } = display(listOf(4));
  expect(first?.book.id).toBe("mystery-1");
  expect(
    shelves.map(({ category, recommendations }) => [category, recommendations.map(({ book }) => book.id)]),
  ).toEqual([
    ["mystery", ["mystery-2", "mystery-3", "mystery-4"]],
    ["science-fiction", [1, 2, 3, 4].map((number) => `science-fiction-${number}`)],
    ["self-help", [1, 2, 3, 4].map((number) => `self-help-${number}`)],
  ]);
});

test("an empty list has nothing in front, and empty shelves", () => {
  expect(display([])).toEqual({
    first: undefined,
    shelves: categories.map((category) => ({ category, recommendations: [] })),
  });
});

test("a book of two shelves stands on the one that it is popular on, else on its first", () => {
  const both = (id: string, reason: Recommendation["reason"]): Recommendation => {
    const { book } = recommended(id, "mystery");
    return { book: { ...book, categories: ["mystery", "science-fiction"] }, reason };
  };
  const [first] = listOf(1);
  const list = [both("a", { kind: "popular", category: "science-fiction" }), both("b", { kind: "editors-choice" })];
  const { shelves } = display(first === undefined ? list : [first, ...list]);
  expect(shelves.map(({ recommendations }) => recommendations.map(({ book }) => book.id))).toEqual([["b"], ["a"], []]);
});

test("shelves with fewer than three books are short; the one in front is on none", () => {
  expect(shortShelves(listOf(4))).toEqual([]);
  expect(shortShelves(listOf(3))).toEqual(["mystery"]);
  expect(shortShelves(listOf(2))).toEqual([...categories]);
});

test("of any list each book is shown at most once, and no shelf has too many", () => {
  const entry = fc.record({ number: fc.nat(30), category: fc.constantFrom(...categories) });
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: ({ number }) => number }), (entries) => {
      const list = entries.map(({ number, category }) => recommended(String(number), category));
      const { first, shelves } = display(list);
      const shown = [first, ...shelves.flatMap(({ recommendations }) => recommendations)];
      const ids = shown.flatMap((recommendation) => recommendation?.book.id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { recommendations } of shelves) expect(recommendations.length).toBeLessThanOrEqual(MOST_PER_SHELF);
    }),
  );
});
