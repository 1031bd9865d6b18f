import { BookCategory, BookCategorySchema } from "@breakwater/recommendations/v1";
import { FeedbackKind } from "@breakwater/recommendations/v2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Category } from "../domain/book.ts";
import { books } from "../store/books.ts";
import { failureOf } from "../testing/error-info.ts";
import { memoryApi, type MemoryApi } from "../testing/memory-api.ts";
import { unknownEnum } from "../testing/unknown-enum.ts";

let api: MemoryApi;
beforeAll(async () => {
  api = await memoryApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const shelves: { category: BookCategory; shelf: Category }[] = [
  { category: BookCategory.MYSTERY, shelf: "mystery" },
  { category: BookCategory.SCIENCE_FICTION, shelf: "science-fiction" },
  { category: BookCategory.SELF_HELP, shelf: "self-help" },
];

for (const { category, shelf } of shelves) {
  test(`Recommend: category ${category} is the shelf ${shelf}, with numbers and titles of the catalogue`, async () => {
    const { recommendations } = await api.v1.recommend({ userId: 7, category, maxResults: 50 });
    const expected = books.filter((book) => book.categories.includes(shelf));
    const titles = new Map(recommendations.map(({ id, title }) => [id, title]));
    expect(titles).toEqual(new Map(expected.map(({ number, title }) => [number, title])));
    expect(recommendations).toHaveLength(expected.length);
  });
}

const sizes = [
  { maxResults: 0, length: 3 },
  { maxResults: 1, length: 1 },
  { maxResults: 20, length: 20 },
];
for (const { maxResults, length } of sizes) {
  test(`Recommend: max_results ${maxResults} gives ${length} books, and again the same`, async () => {
    const request = { userId: 7, category: BookCategory.MYSTERY, maxResults };
    const { recommendations } = await api.v1.recommend(request);
    expect(recommendations).toHaveLength(length);
    expect((await api.v1.recommend(request)).recommendations).toEqual(recommendations);
  });
}

const domain = "recommendations.breakwater.example";
const mystery = BookCategory.MYSTERY;
const failures: {
  request: Parameters<MemoryApi["v1"]["recommend"]>[0];
  code: string;
  reason: string;
  metadata: object;
}[] = [
  { request: { userId: 7 }, code: "NotFound", reason: "CATEGORY_NOT_FOUND", metadata: { category: "0" } },
  {
    request: { userId: 7, category: unknownEnum(BookCategorySchema, 9) },
    code: "NotFound",
    reason: "CATEGORY_NOT_FOUND",
    metadata: { category: "9" },
  },
  {
    request: { userId: 7, category: unknownEnum(BookCategorySchema, -1) },
    code: "NotFound",
    reason: "CATEGORY_NOT_FOUND",
    metadata: { category: "-1" },
  },
  {
    request: { userId: 0, category: mystery },
    code: "InvalidArgument",
    reason: "INVALID_REQUEST",
    metadata: { field: "user_id", rule: "int32.gt" },
  },
  {
    request: { userId: 1, category: mystery, maxResults: -1 },
    code: "InvalidArgument",
    reason: "INVALID_REQUEST",
    metadata: { field: "max_results", rule: "int32.gte" },
  },
];
for (const { request, ...failure } of failures) {
  test(`Recommend: ${JSON.stringify(request)} fails with ${failure.reason}`, async () => {
    expect(await failureOf(api.v1.recommend(request))).toEqual({ ...failure, domain });
  });
}

describe("v1 and v2", () => {
  test('user 7 and user "7" are one user, and book 4 and book "book-4" one book', async () => {
    await using own = await memoryApi();
    const request = { userId: 7, category: mystery, maxResults: 50 };
    const numbers = async (): Promise<number[]> =>
      (await own.v1.recommend(request)).recommendations.map(({ id }) => id);
    expect(await numbers()).toContain(4);
    await own.v2.recordFeedback({
      userId: "7",
      bookId: "book-4",
      kind: FeedbackKind.DISLIKE,
      requestId: "3f1c6a52-8f6e-4f38-b6b1-6f0c0f8e2d11",
    });
    expect(await numbers()).not.toContain(4);
  });
});
