import { BookCategory, SearchBooksResponseSchema } from "@breakwater/recommendations/v2";
import { createValidator } from "@bufbuild/protovalidate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { books } from "../store/books.ts";
import { failureOf } from "../testing/error-info.ts";
import { memoryApi, type MemoryApi } from "../testing/memory-api.ts";

let api: MemoryApi;
beforeAll(async () => {
  api = await memoryApi();
});
afterAll(() => api[Symbol.asyncDispose]());

type SearchInit = Parameters<MemoryApi["v2"]["searchBooks"]>[0];

const domain = "recommendations.breakwater.example";

test("finds books by words, with all that the catalogue knows of them", async () => {
  const { books: found, nextPageToken } = await api.v2.searchBooks({ query: "mieville" });
  expect(nextPageToken).toBe("");
  expect(found).toMatchObject([
    {
      id: "book-29",
      title: "The City & the City",
      authors: ["China Miéville"],
      categories: [BookCategory.MYSTERY, BookCategory.SCIENCE_FICTION],
      firstPublishedYear: 2009,
    },
  ]);
  expect(await api.v2.searchBooks({ query: "?!" })).toMatchObject({ books: [], nextPageToken: "" });
});

const sizes = [
  { pageSize: 0, length: 10 },
  { pageSize: 3, length: 3 },
];
for (const { pageSize, length } of sizes) {
  test(`page_size ${pageSize} gives ${length} of the books with a word in t, pages visit each once`, async () => {
    const validator = createValidator();
    const pages: string[][] = [];
    let pageToken = "";
    do {
      const page = await api.v2.searchBooks({ query: "t", pageSize, pageToken });
      expect(validator.validate(SearchBooksResponseSchema, page).error).toBeUndefined();
      pages.push(page.books.map(({ id }) => id));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(pages[0]).toHaveLength(length);
    const expected = books.filter(({ title, authors }) => /\bt/i.test(`${title} ${authors.join(" ")}`));
    expect(pages.flat().toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  });
}

const failures: { name: string; request: SearchInit; field: string; rule: string }[] = [
  { name: "no query", request: {}, field: "query", rule: "string.min_len" },
  { name: "a long query", request: { query: "é".repeat(201) }, field: "query", rule: "string.max_len" },
  { name: "a negative size", request: { query: "q", pageSize: -1 }, field: "page_size", rule: "int32.gte" },
  {
    name: "a long token",
    request: { query: "q", pageToken: "A".repeat(1025) },
    field: "page_token",
    rule: "string.max_len",
  },
];
for (const { name, request, ...metadata } of failures) {
  test(`refuses ${name}`, async () => {
    const failure = { code: "InvalidArgument", reason: "INVALID_REQUEST", domain, metadata };
    expect(await failureOf(api.v2.searchBooks(request))).toEqual(failure);
  });
}

test("refuses a page token of another query or of a user's list, and takes it with another size", async () => {
  const { nextPageToken: pageToken } = await api.v2.searchBooks({ query: "the", pageSize: 1 });
  const { nextPageToken: ofList } = await api.v2.recommend({ userId: "the", pageSize: 1 });
  const requests: SearchInit[] = [
    { query: "then", pageToken },
    { query: "the", pageToken: ofList },
  ];
  const failure = {
    code: "InvalidArgument",
    reason: "PAGE_TOKEN_INVALID",
    domain,
    metadata: { field: "page_token" },
  };
  expect(await Promise.all(requests.map((request) => failureOf(api.v2.searchBooks(request))))).toEqual([
    failure,
    failure,
  ]);
  expect((await api.v2.searchBooks({ query: "the", pageSize: 5, pageToken })).books).toHaveLength(5);
});
