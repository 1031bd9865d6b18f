import {
  BookCategory,
  BookCategorySchema,
  FeedbackKind,
  FeedbackKindSchema,
  type Recommendation,
  RecommendResponseSchema,
} from "@breakwater/recommendations/v2";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { createValidator } from "@bufbuild/protovalidate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { books } from "../store/books.ts";
import { failureOf } from "../testing/error-info.ts";
import { memoryApi, now, type MemoryApi } from "../testing/memory-api.ts";
import { unknownEnum } from "../testing/unknown-enum.ts";

let api: MemoryApi;
beforeAll(async () => {
  api = await memoryApi();
});
afterAll(() => api[Symbol.asyncDispose]());

type Client = MemoryApi["v2"];
type RecommendInit = Parameters<Client["recommend"]>[0];
type FeedbackInit = Parameters<Client["recordFeedback"]>[0];

const requestId = "3f1c6a52-8f6e-4f38-b6b1-6f0c0f8e2d11";
const domain = "recommendations.breakwater.example";

function ids(recommendations: readonly Recommendation[]): string[] {
  return recommendations.map(({ book }) => book?.id ?? "");
}

function feedback(init: FeedbackInit): FeedbackInit {
  return { userId: "f", bookId: "book-1", kind: FeedbackKind.LIKE, requestId, ...init };
}

describe("Recommend", () => {
  const sizes = [
    { pageSize: 0, length: 10 },
    { pageSize: 1, length: 1 },
    { pageSize: 50, length: 50 },
    { pageSize: 51, length: 50 },
    { pageSize: 2_147_483_647, length: 50 },
  ];
  for (const { pageSize, length } of sizes) {
    test(`page_size ${pageSize} gives ${length} of all books`, async () => {
      const { recommendations } = await api.v2.recommend({ userId: "7", pageSize });
      expect(new Set(ids(recommendations)).size).toBe(length);
    });
  }

  test("pages through all categories visit each book once, and keep the rules that the contract gives them", async () => {
    const validator = createValidator();
    const seen: string[] = [];
    let pageToken = "";
    do {
      // oxlint-disable-next-line no-await-in-loop
      const page = await api.v2.recommend({ userId: "7", pageSize: 8, pageToken });
      expect(validator.validate(RecommendResponseSchema, page).error).toBeUndefined();
      seen.push(...ids(page.recommendations));
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    expect(seen.toSorted()).toEqual(books.map(({ id }) => id).toSorted());
  });

  test("only books of the wanted categories come, each with all of its own", async () => {
    const categories: BookCategory[] = [BookCategory.MYSTERY, BookCategory.SELF_HELP];
    const { recommendations } = await api.v2.recommend({ userId: "7", categories, pageSize: 50 });
    for (const { book } of recommendations) {
      expect(book?.categories.some((category) => categories.includes(category))).toBe(true);
    }
    const both = recommendations.find(({ book }) => book?.title === "The City & the City");
    expect(both?.book).toMatchObject({
      id: "book-29",
      authors: ["China Miéville"],
      categories: [BookCategory.MYSTERY, BookCategory.SCIENCE_FICTION],
      firstPublishedYear: 2009,
    });
    expect(both?.reason).toMatchObject({ case: "editorsChoice" });
  });

  test("the reason says which category or which liked book", async () => {
    await using own = await memoryApi();
    const request = { userId: "r", categories: [BookCategory.SELF_HELP], pageSize: 50 };
    const reasonOf = async (title: string): Promise<Recommendation["reason"] | undefined> =>
      (await own.v2.recommend(request)).recommendations.find(({ book }) => book?.title === title)?.reason;
    expect(await reasonOf("Deep Work")).toMatchObject({
      case: "popularInCategory",
      value: { category: BookCategory.SELF_HELP },
    });
    await own.v2.recordFeedback(feedback({ userId: "r", bookId: "book-77" }));
    expect(await reasonOf("Deep Work")).toMatchObject({
      case: "likedSimilarTitle",
      value: { likedBook: { id: "book-77", title: "Digital Minimalism" } },
    });
  });

  const many = Array.from({ length: 17 }, () => BookCategory.MYSTERY);
  const failures: { name: string; request: RecommendInit; field: string; rule: string }[] = [
    { name: "no user", request: {}, field: "user_id", rule: "string.min_len" },
    { name: "a long user", request: { userId: "u".repeat(129) }, field: "user_id", rule: "string.max_len" },
    { name: "category 0", request: { userId: "u", categories: [0] }, field: "categories[0]", rule: "enum.not_in" },
    {
      name: "category 9",
      request: { userId: "u", categories: [1, unknownEnum(BookCategorySchema, 9)] },
      field: "categories[1]",
      rule: "enum.defined_only",
    },
    {
      name: "a category twice",
      request: { userId: "u", categories: [1, 1] },
      field: "categories",
      rule: "repeated.unique",
    },
    {
      name: "17 categories",
      request: { userId: "u", categories: many },
      field: "categories",
      rule: "repeated.max_items",
    },
    { name: "a negative size", request: { userId: "u", pageSize: -1 }, field: "page_size", rule: "int32.gte" },
    {
      name: "a long token",
      request: { userId: "u", pageToken: "A".repeat(1025) },
      field: "page_token",
      rule: "string.max_len",
    },
  ];
  for (const { name, request, ...metadata } of failures) {
    test(`refuses ${name}`, async () => {
      const failure = { code: "InvalidArgument", reason: "INVALID_REQUEST", domain, metadata };
      expect(await failureOf(api.v2.recommend(request))).toEqual(failure);
    });
  }

  test("refuses a page token of another user, of other categories or of nobody", async () => {
    const { nextPageToken: pageToken } = await api.v2.recommend({ userId: "7", pageSize: 1 });
    const requests: RecommendInit[] = [
      { userId: "8", pageToken },
      { userId: "7", pageToken, categories: [BookCategory.MYSTERY] },
      { userId: "7", pageToken: "made up" },
    ];
    const failure = {
      code: "InvalidArgument",
      reason: "PAGE_TOKEN_INVALID",
      domain,
      metadata: { field: "page_token" },
    };
    expect(await Promise.all(requests.map((request) => failureOf(api.v2.recommend(request))))).toEqual([
      failure,
      failure,
      failure,
    ]);
    // The size may change from page to page.
    expect((await api.v2.recommend({ userId: "7", pageSize: 5, pageToken })).recommendations).toHaveLength(5);
  });
});

describe("RecordFeedback", () => {
  for (const kind of [FeedbackKind.LIKE, FeedbackKind.DISLIKE, FeedbackKind.NOT_INTERESTED]) {
    test(`kind ${kind} is confirmed with the time to the millisecond, and again when it is repeated`, async () => {
      const request = feedback({ userId: `kind ${kind}`, kind });
      const answer = await api.v2.recordFeedback(request);
      expect(answer).toMatchObject({ bookId: "book-1", kind });
      expect(answer.recordedAt && timestampDate(answer.recordedAt)).toEqual(now);
      expect(await api.v2.recordFeedback(request)).toEqual(answer);
    });
  }

  const failures: { name: string; request: FeedbackInit; code: string; reason: string; metadata: object }[] = [
    {
      name: "a book that does not exist",
      request: { bookId: "book-9999" },
      code: "NotFound",
      reason: "BOOK_NOT_FOUND",
      metadata: { book_id: "book-9999" },
    },
    {
      name: "no opinion",
      request: { kind: FeedbackKind.UNSPECIFIED },
      code: "InvalidArgument",
      reason: "INVALID_REQUEST",
      metadata: { field: "kind", rule: "enum.not_in" },
    },
    {
      name: "an unknown opinion",
      request: { kind: unknownEnum(FeedbackKindSchema, 9) },
      code: "InvalidArgument",
      reason: "INVALID_REQUEST",
      metadata: { field: "kind", rule: "enum.defined_only" },
    },
    {
      name: "a request id that is no UUID",
      request: { requestId: "1" },
      code: "InvalidArgument",
      reason: "INVALID_REQUEST",
      metadata: { field: "request_id", rule: "string.uuid" },
    },
    {
      name: "no book",
      request: { bookId: "" },
      code: "InvalidArgument",
      reason: "INVALID_REQUEST",
      metadata: { field: "book_id", rule: "string.min_len" },
    },
  ];
  for (const { name, request, ...failure } of failures) {
    test(`refuses ${name}`, async () => {
      expect(await failureOf(api.v2.recordFeedback(feedback(request)))).toEqual({ ...failure, domain });
    });
  }

  test("refuses a request id that the user has used for something else", async () => {
    await api.v2.recordFeedback(feedback({ userId: "reuse" }));
    const failure = { code: "AlreadyExists", reason: "REQUEST_ID_REUSED", domain, metadata: { request_id: requestId } };
    const again = feedback({ userId: "reuse", kind: FeedbackKind.DISLIKE });
    expect(await failureOf(api.v2.recordFeedback(again))).toEqual(failure);
  });
});

describe("WatchRecommendations", () => {
  test("sends the list at once and again when feedback changes it", async () => {
    await using own = await memoryApi();
    const lists = own.v2.watchRecommendations({ userId: "w", maxResults: 4 })[Symbol.asyncIterator]();
    const first = ids((await lists.next()).value?.recommendations ?? []);
    expect(first).toHaveLength(4);
    const [bookId = ""] = first;
    await own.v2.recordFeedback(feedback({ userId: "w", bookId, kind: FeedbackKind.NOT_INTERESTED }));
    const second = ids((await lists.next()).value?.recommendations ?? []);
    expect(second).toEqual([...first.slice(1), expect.any(String)]);
    await lists.return?.();
  });

  const sizes = [
    { maxResults: 0, length: 10 },
    { maxResults: 1000, length: 50 },
  ];
  for (const { maxResults, length } of sizes) {
    test(`max_results ${maxResults} gives ${length} books`, async () => {
      const lists = api.v2.watchRecommendations({ userId: "w", maxResults })[Symbol.asyncIterator]();
      expect((await lists.next()).value?.recommendations).toHaveLength(length);
      await lists.return?.();
    });
  }

  test("refuses a request that breaks a rule", async () => {
    const lists = api.v2.watchRecommendations({ userId: "" })[Symbol.asyncIterator]();
    const metadata = { field: "user_id", rule: "string.min_len" };
    const failure = { code: "InvalidArgument", reason: "INVALID_REQUEST", domain, metadata };
    expect(await failureOf(lists.next())).toEqual(failure);
  });

  test("ends with SHUTTING_DOWN when the server shuts down, and new calls fail alike", async () => {
    await using own = await memoryApi();
    const lists = own.v2.watchRecommendations({ userId: "w" })[Symbol.asyncIterator]();
    await lists.next();
    const next = lists.next();
    own.draining.abort();
    own.recommender.shutDown();
    const failure = { code: "Unavailable", reason: "SHUTTING_DOWN", domain, metadata: {} };
    expect(await failureOf(next)).toEqual(failure);
    const late = own.v2.watchRecommendations({ userId: "w" })[Symbol.asyncIterator]();
    expect(await failureOf(late.next())).toEqual(failure);
    expect(await failureOf(own.v2.recommend({ userId: "w" }))).toEqual(failure);
    expect(await failureOf(own.v1.recommend({ userId: 1, category: BookCategory.MYSTERY }))).toEqual(failure);
    expect(own.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  test("a deadline ends it, with its own code", async () => {
    const lists = api.v2.watchRecommendations({ userId: "w" }, { timeoutMs: 1 })[Symbol.asyncIterator]();
    const readOn = async (): Promise<never> => {
      // oxlint-disable-next-line no-await-in-loop
      for (;;) await lists.next();
    };
    expect(await failureOf(readOn())).toMatchObject({ code: "DeadlineExceeded" });
  });
});
