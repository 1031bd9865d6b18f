import { BookCategory, RecommendationsService, type RecommendRequest } from "@breakwater/recommendations/v1";
import { Code, ConnectError, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { readerNumber } from "../domain/reader-number.ts";
import type { Recommendations } from "../domain/recommendations.ts";
import { asking } from "../testing/books.ts";
import { recommendationsV1 } from "./recommendations-v1.ts";

function backendOf(recommend: ServiceImpl<typeof RecommendationsService>["recommend"]): Recommendations {
  const transport = createRouterTransport((router) => router.service(RecommendationsService, { recommend }));
  return recommendationsV1({ transport, timeoutMs: 200 });
}

test("a list is one call for each shelf, at the same time, with the reader's number", async () => {
  const requests: RecommendRequest[] = [];
  const all = Promise.withResolvers<void>();
  const { list } = backendOf(async (request) => {
    requests.push(request);
    if (requests.length === 3) all.resolve();
    // None is answered before all are there.
    await all.promise;
    return { recommendations: [{ id: request.category, title: `Book ${request.category}` }] };
  });
  const recommendations = await list(asking());
  expect(requests.map(({ userId, category }) => [userId, category])).toEqual(
    [BookCategory.MYSTERY, BookCategory.SCIENCE_FICTION, BookCategory.SELF_HELP].map((category) => [
      readerNumber("reader-1"),
      category,
    ]),
  );
  expect(recommendations[0]).toEqual({
    book: { id: "1", title: "Book 1", authors: [], year: undefined, categories: ["mystery"] },
    reason: undefined,
  });
});

test("a book of two shelves comes once, on the one that comes first", async () => {
  const { list } = backendOf(({ category }) => ({
    recommendations: [
      { id: category, title: "own" },
      { id: 7, title: "of all" },
    ],
  }));
  const shelves = (await list(asking())).map(({ book }) => [book.id, book.categories[0]]);
  expect(shelves).toEqual([
    ["1", "mystery"],
    ["7", "mystery"],
    ["2", "science-fiction"],
    ["3", "self-help"],
  ]);
});

test("there is no feedback, and no list when one shelf fails", async () => {
  const { list, extras } = backendOf(({ category }) => {
    if (category === BookCategory.SELF_HELP) throw new ConnectError("no", Code.Unavailable);
    return { recommendations: [] };
  });
  expect(extras).toBeUndefined();
  await expect(list(asking())).rejects.toMatchObject({ kind: "unavailable" });
});
