import { expect, test } from "vitest";
import { categories } from "../domain/book.ts";
import { books } from "./books.ts";

test("the catalogue has at least 60 books and 20 on each shelf, some of them on several and some picked", () => {
  expect(books.length).toBeGreaterThanOrEqual(60);
  for (const category of categories) {
    expect(books.filter((book) => book.categories.includes(category)).length).toBeGreaterThanOrEqual(20);
  }
  expect(books.filter((book) => book.categories.length > 1).length).toBeGreaterThan(3);
  expect(books.filter((book) => book.editorsChoice).length).toBeGreaterThan(3);
});

test("numbers, ids and titles are unique and within the contract's bounds", () => {
  for (const values of [books.map(({ id }) => id), books.map(({ title }) => title)]) {
    expect(new Set(values).size).toBe(books.length);
  }
  for (const { id, number, title, authors, year, categories: shelves } of books) {
    expect(id).toBe(`book-${number}`);
    expect(title.length).toBeLessThanOrEqual(200);
    expect(authors.length).toBeGreaterThan(0);
    expect(shelves.length).toBe(new Set(shelves).size);
    expect(year > -3000 && year <= 2026).toBe(true);
  }
});

test("several authors have several books, so that liking one of them shows", () => {
  const count = new Map<string, number>();
  for (const author of books.flatMap(({ authors }) => authors)) count.set(author, (count.get(author) ?? 0) + 1);
  expect([...count.values()].filter((titles) => titles >= 3).length).toBeGreaterThanOrEqual(5);
});
