import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testBook } from "../testing/book.ts";
import { categories, type Book } from "./book.ts";
import type { FeedbackKind, Opinion } from "./feedback.ts";
import * as ranking from "./ranking.ts";
import { compareRank, rank, type RankedBook, type RankingInput } from "./ranking.ts";

const at = new Date(0);

function input(init: Partial<RankingInput>): RankingInput {
  return { userId: "u", books: [], categories: [], ratings: new Map(), opinions: [], ...init };
}

function opinion(bookId: string, kind: FeedbackKind, recordedAt: Date = at): Opinion {
  return { bookId, kind, recordedAt };
}

function ids(ranked: readonly RankedBook[]): string[] {
  return ranked.map(({ book }) => book.id);
}

function only(ranked: readonly RankedBook[], id: string): RankedBook {
  const found = ranked.find(({ book }) => book.id === id);
  if (found === undefined) throw new Error(`${id} is not in the list`);
  return found;
}

describe("formula", () => {
  const table: { name: string; init: Partial<RankingInput>; score: number }[] = [
    { name: "a book without votes has the prior mean", init: {}, score: 0.9 * 0.5 + 0.1 },
    {
      name: "five likes and no dislike count as much as the prior",
      init: { ratings: new Map([["book-1", { likes: 5, dislikes: 0 }]]) },
      score: 0.9 * 0.75 + 0.1,
    },
    {
      name: "an editors' choice starts higher",
      init: { books: [testBook({ editorsChoice: true })] },
      score: 0.9 * 0.7 + 0.1,
    },
    {
      name: "a book on one of two wanted shelves matches half",
      init: { categories: ["mystery", "self-help"] },
      score: 0.9 * 0.5 + 0.05,
    },
    {
      name: "a liked author moves a book half of the way to 1",
      init: { books: [testBook(), testBook({ number: 2 })], opinions: [opinion("book-2", "like")] },
      score: 0.9 * 0.75 + 0.1,
    },
    {
      name: "a liked book does not boost itself",
      init: { opinions: [opinion("book-1", "like")] },
      score: 0.9 * 0.5 + 0.1,
    },
  ];
  for (const { name, init, score } of table) {
    test(`score: ${name}`, () => {
      const ranked = rank(input({ books: [testBook()], categories: ["mystery"], ...init }));
      expect(only(ranked, "book-1").score).toBeCloseTo(score, 12);
    });
  }
});

describe("reason", () => {
  const shared = testBook({ number: 1, editorsChoice: true, categories: ["science-fiction", "mystery"] });
  const early = testBook({ number: 2 });
  const late = testBook({ number: 3, authors: ["B", "A"] });
  const books = [shared, early, late];

  test("a liked author comes first, and the title that was liked last is named", () => {
    const opinions = [opinion("book-3", "like", new Date(2)), opinion("book-2", "like", new Date(1))];
    const ranked = rank(input({ books, opinions }));
    expect(only(ranked, "book-1").reason).toEqual({ kind: "liked-similar-title", likedBook: late });
  });

  test("an editors' choice comes second", () => {
    expect(only(rank(input({ books })), "book-1").reason).toEqual({ kind: "editors-choice" });
  });

  test("the category of other books is one that was asked for", () => {
    const both = testBook({ categories: ["mystery", "science-fiction"] });
    const ranked = rank(input({ books: [both], categories: ["science-fiction"] }));
    expect(only(ranked, "book-1").reason).toEqual({ kind: "popular-in-category", category: "science-fiction" });
  });
});

const shelves = fc.uniqueArray(fc.constantFrom(...categories), { minLength: 1 });
const catalogue = fc
  .array(
    fc.record({
      authors: fc.uniqueArray(fc.constantFrom("A", "B", "C", "D"), { minLength: 1, maxLength: 2 }),
      categories: shelves,
      editorsChoice: fc.boolean(),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((inits) => inits.map((init, index) => testBook({ ...init, number: index + 1 })));
const votes = fc.record({ likes: fc.nat(1000), dislikes: fc.nat(1000) });
const kinds = fc.constantFrom<FeedbackKind>("like", "dislike", "not-interested");

/** A catalogue with votes, a user with opinions and wanted shelves. */
const inputs: fc.Arbitrary<RankingInput> = catalogue.chain((books) => {
  const id = fc.constantFrom(...books.map((book) => book.id));
  return fc.record({
    userId: fc.string(),
    books: fc.constant(books),
    categories: fc.uniqueArray(fc.constantFrom(...categories)),
    ratings: fc.array(fc.tuple(id, votes)).map((entries) => new Map(entries)),
    opinions: fc.uniqueArray(fc.record({ bookId: id, kind: kinds, recordedAt: fc.date({ noInvalidDate: true }) }), {
      selector: ({ bookId }) => bookId,
    }),
  });
});

function isWanted(book: Book, { categories: wanted, opinions }: RankingInput): boolean {
  const onShelf = wanted.length === 0 || book.categories.some((category) => wanted.includes(category));
  return onShelf && !opinions.some(({ bookId, kind }) => bookId === book.id && kind !== "like");
}

describe("for all catalogues, votes and users", () => {
  test("every wanted book is in the list once, and a disliked or dismissed one never", () => {
    fc.assert(
      fc.property(inputs, (any) => {
        const wanted = any.books.filter((book) => isWanted(book, any)).map(({ id }) => id);
        expect(ids(rank(any)).toSorted()).toEqual(wanted.toSorted());
      }),
    );
  });

  test("scores are 0 to 1 and the order is strict", () => {
    fc.assert(
      fc.property(inputs, (any) => {
        const ranked = rank(any);
        for (const { score } of ranked) expect(score >= 0 && score <= 1).toBe(true);
        ranked.slice(1).forEach((book, index) => expect(compareRank(ranked[index] ?? book, book)).toBeLessThan(0));
      }),
    );
  });

  test("the order of the books, of the shelves and of the opinions does not matter", () => {
    fc.assert(
      fc.property(inputs, (any) => {
        const turned = {
          ...any,
          books: any.books.toReversed(),
          categories: any.categories.toReversed(),
          opinions: any.opinions.toReversed(),
        };
        expect(rank(turned)).toEqual(rank(any));
      }),
    );
  });

  test("one more like never moves a book down, and one more dislike never up", () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (any, pick) => {
        const id = any.books[pick % any.books.length]?.id ?? "";
        const { likes, dislikes } = any.ratings.get(id) ?? { likes: 0, dislikes: 0 };
        const place = (rating: { likes: number; dislikes: number }): number =>
          ids(rank({ ...any, ratings: new Map(any.ratings).set(id, rating) })).indexOf(id);
        const before = place({ likes, dislikes });
        expect(place({ likes: likes + 1, dislikes })).toBeLessThanOrEqual(before);
        expect(place({ likes, dislikes: dislikes + 1 })).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test("liking a book raises the score of each other book by its authors, and of no other book", () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (any, pick) => {
        const liked = any.books[pick % any.books.length] ?? testBook();
        const indifferent = { ...any, opinions: any.opinions.filter(({ kind }) => kind !== "like") };
        const without = { ...indifferent, opinions: indifferent.opinions.filter(({ bookId }) => bookId !== liked.id) };
        const before = new Map(rank(without).map(({ book, score }) => [book.id, score]));
        for (const { book, score } of rank({
          ...without,
          opinions: [...without.opinions, opinion(liked.id, "like")],
        })) {
          const rises = book.id !== liked.id && book.authors.some((author) => liked.authors.includes(author));
          const change = Math.sign(score - (before.get(book.id) ?? Number.NaN));
          expect(change).toBe(rises ? 1 : 0);
        }
      }),
    );
  });
});

test("users meet books with equal scores in different orders, each user always in the same", () => {
  const books = Array.from({ length: 20 }, (_, index) => testBook({ number: index + 1 }));
  const listOf = (userId: string): string[] => ids(rank(input({ books, userId })));
  expect(listOf("7")).toEqual(listOf("7"));
  expect(listOf("7")).not.toEqual(listOf("8"));
  expect(new Set(Array.from({ length: 100 }, (_, user) => listOf(`user ${user}`)[0])).size).toBeGreaterThan(10);
});

test("docs/ranking.md names every constant with its value", () => {
  const text = readFileSync(new URL("../../../../docs/ranking.md", import.meta.url), "utf8");
  const documented = Object.fromEntries(
    [...text.matchAll(/^\| `([A-Z_]+)`[^|]*\| ([\d.]+) +\|/gm)].map(([, name = "", value]) => [name, Number(value)]),
  );
  const actual = Object.fromEntries(Object.entries(ranking).filter(([, value]) => typeof value === "number"));
  expect(documented).toEqual(actual);
});
