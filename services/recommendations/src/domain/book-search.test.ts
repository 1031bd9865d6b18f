import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { books as catalogue } from "../store/books.ts";
import { testBook } from "../testing/book.ts";
import type { Book } from "./book.ts";
import { BookSearch } from "./book-search.ts";
import { Fault } from "./fault.ts";
import { createPageTokens } from "./page-token.ts";
import { wordsOf } from "./words.ts";

const key = new Uint8Array(32).fill(7);
const search = new BookSearch(catalogue, key);

/** Everything that a query finds, page by page. */
function found(query: string, size = 1000, from: BookSearch = search): Book[] {
  const books: Book[] = [];
  let token = "";
  do {
    const page = from.page({ query, size }, token);
    books.push(...page.books);
    token = page.nextPageToken;
  } while (token !== "");
  return books;
}

function titles(query: string, from?: BookSearch): string[] {
  return found(query, 1000, from).map(({ title }) => title);
}

describe("a query finds", () => {
  const table: { query: string; expected: string[] }[] = [
    { query: "dune", expected: ["Dune", "Dune Messiah"] },
    { query: "DUNE mess", expected: ["Dune Messiah"] },
    { query: "messiah dune", expected: ["Dune Messiah"] },
    { query: "mieville", expected: ["The City & the City"] },
    { query: "MIÉVILLE city", expected: ["The City & the City"] },
    { query: "bronte", expected: [] },
    { query: "brené", expected: ["The Gifts of Imperfection", "Daring Greatly"] },
    { query: "cant ignore", expected: ["So Good They Can't Ignore You"] },
    { query: "can’t ignore", expected: ["So Good They Can't Ignore You"] },
    { query: "sheep?", expected: ["Do Androids Dream of Electric Sheep?"] },
    { query: "  neuro ", expected: ["Neuromancer"] },
    { query: "mancer", expected: [] },
    { query: "dune christie", expected: [] },
    { query: "&", expected: [] },
  ];
  for (const { query, expected } of table) {
    test(`${JSON.stringify(query)}: ${expected.join(", ") || "nothing"}`, () =>
      expect(titles(query)).toEqual(expected));
  }
});

test("the title comes first, then titles that begin with the query, then the others, each by number", () => {
  const named = [
    { number: 1, title: "More Flow" },
    { number: 2, title: "Flow Again" },
    { number: 3, title: "Flowers" },
    { number: 4, title: "Flow" },
    { number: 5, title: "Other", authors: ["B. Flow"] },
    { number: 6, title: "FLÓW" },
  ].map(testBook);
  const expected = ["Flow", "FLÓW", "Flow Again", "Flowers", "More Flow", "Other"];
  expect(titles("flow", new BookSearch(named, key))).toEqual(expected);
  // The order of the catalogue in memory does not matter.
  expect(titles("flow", new BookSearch(named.toReversed(), key))).toEqual(expected);
});

const words = catalogue.flatMap(({ title, authors }) => [title, ...authors].flatMap(wordsOf));
const prefixes = fc.constantFrom(...words).chain((word) => {
  return fc.integer({ min: 1, max: word.length }).map((length) => word.slice(0, length));
});
const queries = fc.array(prefixes, { minLength: 1, maxLength: 3 }).map((some) => some.join(" "));

test("what is found is what a plain reading of the rule finds, each book once, whatever the size of the pages", () => {
  fc.assert(
    fc.property(queries, fc.integer({ min: 1, max: 9 }), (query, size) => {
      const expected = catalogue.filter((book) => {
        const ofBook = wordsOf(`${book.title} ${book.authors.join(" ")}`);
        return query.split(" ").every((wanted) => ofBook.some((word) => word.startsWith(wanted)));
      });
      const all = found(query);
      expect(new Set(all)).toEqual(new Set(expected));
      expect(all).toHaveLength(expected.length);
      expect(found(query, size)).toEqual(all);
    }),
  );
});

test("a page that ends with the last book is the last, and no page but that of nothing is empty", () => {
  expect(search.page({ query: "dune", size: 2 }, "")).toMatchObject({ nextPageToken: "" });
  expect(search.page({ query: "xyz", size: 2 }, "")).toEqual({ books: [], nextPageToken: "" });
});

test("a book that comes between two pages moves none of the others", () => {
  const shelf = [1, 3, 5, 7].map((number) => testBook({ number, title: `Flow ${number}` }));
  const { nextPageToken } = new BookSearch(shelf, key).page({ query: "flow", size: 2 }, "");
  const later = new BookSearch([testBook({ number: 2, title: "Flow 2" }), ...shelf], key);
  const second = later.page({ query: "flow", size: 2 }, nextPageToken);
  expect(second.books.map(({ number }) => number)).toEqual([5, 7]);
});

describe("a page token", () => {
  const reasonOf = (query: string, token: string): string => {
    try {
      search.page({ query, size: 1 }, token);
      return "none";
    } catch (error) {
      return error instanceof Fault ? `${error.reason} ${JSON.stringify(error.metadata)}` : String(error);
    }
  };
  const token = search.page({ query: "dune", size: 1 }, "").nextPageToken;
  const invalid = 'PAGE_TOKEN_INVALID {"field":"page_token"}';

  test("is good for the same words", () => {
    for (const query of ["dune", "Dune!", " DUNE "]) expect(reasonOf(query, token)).toBe("none");
  });

  test("is refused for other words, in another shop, and when it pages through a user's list", () => {
    for (const query of ["dun", "dune m", "?"]) expect(reasonOf(query, token)).toBe(invalid);
    const foreign = new BookSearch(catalogue, new Uint8Array(32).fill(8)).page({ query: "dune", size: 1 }, "");
    expect(reasonOf("dune", foreign.nextPageToken)).toBe(invalid);
    const tokens = createPageTokens(key);
    const ofList = tokens.seal({ score: 0.5, tie: 1, number: 1 }, { userId: "dune", categories: [] });
    expect(reasonOf("dune", ofList)).toBe(invalid);
    expect(() => tokens.open(token, { userId: "dune", categories: [] })).toThrow(Fault);
  });

  test("is refused when any one character is changed, and any other text is refused without another error", () => {
    for (let index = 0; index < token.length; index += 1) {
      const other = token[index] === "A" ? "B" : "A";
      expect(reasonOf("dune", token.slice(0, index) + other + token.slice(index + 1))).toBe(invalid);
    }
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(reasonOf("dune", text)).toBe(invalid);
      }),
    );
  });
});
