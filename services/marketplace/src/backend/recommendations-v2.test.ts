import {
  BookCategory,
  BookCategorySchema,
  FeedbackKind,
  RecommendationsService,
  type RecommendationSchema,
  type RecommendRequest,
} from "@breakwater/recommendations/v2";
import { type MessageInitShape, isUnknownEnum } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { BackendFault, type Recommendation, type Recommendations } from "../domain/recommendations.ts";
import { asking } from "../testing/books.ts";
import { recommendationsV2 } from "./recommendations-v2.ts";

const { MYSTERY, SCIENCE_FICTION, SELF_HELP } = BookCategory;

function wireBook(id: string, ...categories: BookCategory[]) {
  return { id, title: `Book ${id}`, authors: ["Ann Author"], categories };
}

function wire(id: string, category: BookCategory): MessageInitShape<typeof RecommendationSchema> {
  return { book: wireBook(id, category), reason: { case: "popularInCategory", value: { category } } };
}

/** As many recommendations of one shelf. */
function many(
  count: number,
  category: BookCategory,
  start: number = 0,
): MessageInitShape<typeof RecommendationSchema>[] {
  return Array.from({ length: count }, (_, index) => wire(`${category}-${start + index}`, category));
}

function backendOf(implementation: Partial<ServiceImpl<typeof RecommendationsService>>): Recommendations {
  const transport = createRouterTransport((router) => router.service(RecommendationsService, implementation));
  return recommendationsV2({ transport, streams: transport, timeoutMs: 200 });
}

function idsOf(list: readonly Recommendation[]): string[] {
  return list.map(({ book }) => book.id);
}

test("a list is one call for all shelves, in the reader's name and that of the request", async () => {
  const requests: RecommendRequest[] = [];
  const names: (string | null)[] = [];
  const list = [...many(20, MYSTERY), ...many(20, SCIENCE_FICTION), ...many(10, SELF_HELP)];
  const { list: ask } = backendOf({
    recommend: (request, { requestHeader }) => {
      requests.push(request);
      names.push(requestHeader.get("x-request-id"));
      return { recommendations: list };
    },
  });
  expect(await ask(asking())).toHaveLength(50);
  expect(requests).toMatchObject([{ userId: "shop:reader-1", categories: [], pageSize: 50 }]);
  expect(names).toEqual(["request-1"]);
});

test("shelves that a full page leaves nearly empty are asked for, and no book comes twice", async () => {
  const asked: BookCategory[][] = [];
  const { list: ask } = backendOf({
    recommend: ({ categories }) => {
      asked.push(categories);
      const [only] = categories;
      if (only !== undefined) return { recommendations: many(5, only) };
      return { recommendations: [...many(48, MYSTERY), ...many(2, SCIENCE_FICTION)] };
    },
  });
  const ids = idsOf(await ask(asking()));
  expect(asked).toEqual([[], [SCIENCE_FICTION], [SELF_HELP]]);
  expect(ids).toHaveLength(48 + 5 + 5);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a page that is not full has all there is, and nothing more is asked for", async () => {
  let calls = 0;
  const { list: ask } = backendOf({
    recommend: () => {
      calls += 1;
      return { recommendations: many(2, MYSTERY) };
    },
  });
  expect(await ask(asking())).toHaveLength(2);
  expect(calls).toBe(1);
});

test("books and reasons are told in the shop's words, and those of later releases are left out", async () => {
  const shelf: number = 99;
  if (!isUnknownEnum(BookCategorySchema, shelf)) throw new Error("99 is to be a shelf of a later release");
  const recommendations: MessageInitShape<typeof RecommendationSchema>[] = [
    { book: { ...wireBook("a", MYSTERY), firstPublishedYear: 1902 }, reason: { case: "editorsChoice", value: {} } },
    { book: wireBook("b", SELF_HELP), reason: { case: "likedSimilarTitle", value: { likedBook: wireBook("a") } } },
    { book: { ...wireBook("c", SCIENCE_FICTION), categories: [SCIENCE_FICTION, shelf] } },
    { book: wireBook("d"), reason: { case: "popularInCategory", value: { category: shelf } } },
    {},
  ];
  const { list: ask } = backendOf({ recommend: () => ({ recommendations }) });
  expect(await ask(asking())).toEqual([
    {
      book: { id: "a", title: "Book a", authors: ["Ann Author"], year: 1902, categories: ["mystery"] },
      reason: { kind: "editors-choice" },
    },
    expect.objectContaining({ reason: { kind: "liked-similar", likedTitle: "Book a" } }),
    { book: expect.objectContaining({ year: undefined, categories: ["science-fiction"] }), reason: undefined },
    { book: expect.objectContaining({ categories: [] }), reason: undefined },
  ]);
});

test("feedback goes out with an id of its own", async () => {
  const sent: unknown[] = [];
  const { extras } = backendOf({
    recordFeedback: ({ userId, bookId, kind, requestId }) => {
      sent.push({ userId, bookId, kind, isUuid: /^[\da-f-]{36}$/.test(requestId) });
      return {};
    },
  });
  for (const kind of ["like", "dislike", "not-interested"] as const) {
    await extras?.record({ bookId: "a", kind }, asking());
  }
  const common = { userId: "shop:reader-1", bookId: "a", isUuid: true };
  expect(sent).toEqual(
    [FeedbackKind.LIKE, FeedbackKind.DISLIKE, FeedbackKind.NOT_INTERESTED].map((kind) => ({ ...common, kind })),
  );
});

test("a search has the words, and gives books", async () => {
  const { extras } = backendOf({ searchBooks: ({ query }) => ({ books: [wireBook(query, MYSTERY)] }) });
  expect(await extras?.search?.("dune", asking())).toMatchObject([{ id: "dune", categories: ["mystery"] }]);
});

test("a watch gives each list, and fails when it is no longer wanted", async () => {
  const { extras } = backendOf({
    async *watchRecommendations() {
      yield { recommendations: many(1, MYSTERY) };
      yield { recommendations: many(2, MYSTERY) };
    },
  });
  const end = new AbortController();
  const sizes: number[] = [];
  const reading = (async () => {
    for await (const list of extras?.watch(asking(), end.signal) ?? []) {
      sizes.push(list.length);
      if (sizes.length === 2) end.abort();
    }
  })();
  await expect(reading).rejects.toThrow(BackendFault);
  expect(sizes).toEqual([1, 2]);
});

const failures: { code: Code; kind: BackendFault["kind"] }[] = [
  { code: Code.Unavailable, kind: "unavailable" },
  { code: Code.Internal, kind: "unavailable" },
  { code: Code.PermissionDenied, kind: "unavailable" },
  { code: Code.NotFound, kind: "refused" },
  { code: Code.InvalidArgument, kind: "refused" },
];
for (const { code, kind } of failures) {
  test(`${Code[code]} is a fault that is ${kind}`, async () => {
    const fail = (): never => {
      throw new ConnectError("no", code);
    };
    const { list, extras } = backendOf({ recommend: fail, recordFeedback: fail, searchBooks: fail });
    const calls = [
      list(asking()),
      extras?.record({ bookId: "a", kind: "like" }, asking()),
      extras?.search?.("a", asking()),
    ];
    const kinds = await Promise.all(
      calls.map((call) =>
        Promise.resolve(call).catch((error: unknown) => (error instanceof BackendFault ? error.kind : error)),
      ),
    );
    expect(kinds).toEqual([kind, kind, kind]);
  });
}

test("a service that does not answer is given up at the deadline", async () => {
  const { list } = backendOf({
    recommend: async (_, { signal }) => {
      const aborted = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => aborted.reject(signal.reason));
      return await aborted.promise;
    },
  });
  await expect(list(asking())).rejects.toThrow(/DeadlineExceeded/);
});
