import { randomUUID } from "node:crypto";
import {
  BookCategory,
  FeedbackKind,
  type Recommendation,
  RecommendationsService,
} from "@breakwater/recommendations/v2";
import { type RunningStack, startStack } from "@breakwater/testkit";
import { type Client, Code, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { afterAll, beforeAll, expect, test } from "vitest";

let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack();
});

afterAll(async () => {
  await stack[Symbol.asyncDispose]();
});

function connect(to: RunningStack): Client<typeof RecommendationsService> {
  const baseUrl = to.url("recommendations");
  return createClient(RecommendationsService, createConnectTransport({ baseUrl, httpVersion: "2" }));
}

/** All recommendations of a user, page by page; `pages` counts them. */
async function allPages(
  client: Client<typeof RecommendationsService>,
  request: { userId: string; categories?: BookCategory[] },
): Promise<{ all: Recommendation[]; pages: number }> {
  const all: Recommendation[] = [];
  let pageToken = "";
  let pages = 0;
  do {
    // Each page needs the token of the one before.
    // oxlint-disable-next-line no-await-in-loop
    const page = await client.recommend({ ...request, pageSize: 7, pageToken });
    expect(page.recommendations.length).toBeLessThanOrEqual(7);
    all.push(...page.recommendations);
    pageToken = page.nextPageToken;
    pages++;
  } while (pageToken !== "");
  return { all, pages };
}

function idOf({ book }: Recommendation): string {
  return book?.id ?? "";
}

test("pages go through the catalogue with each book once", async () => {
  const { all, pages } = await allPages(connect(stack), { userId: "reader" });
  expect(all.length).toBeGreaterThanOrEqual(60);
  expect(pages).toBe(Math.ceil(all.length / 7));
  expect(new Set(all.map(idOf)).size).toBe(all.length);
  const categories = new Set(all.flatMap(({ book }) => book?.categories ?? []));
  expect(categories).toEqual(new Set([BookCategory.MYSTERY, BookCategory.SCIENCE_FICTION, BookCategory.SELF_HELP]));
});

test.each([BookCategory.MYSTERY, BookCategory.SCIENCE_FICTION, BookCategory.SELF_HELP])(
  "pages of category %i have its books and no others",
  async (category) => {
    const client = connect(stack);
    const { all: everything } = await allPages(client, { userId: "reader" });
    const { all } = await allPages(client, { userId: "reader", categories: [category] });
    const expected = everything.filter(({ book }) => book?.categories.includes(category));
    expect(new Set(all.map(idOf))).toEqual(new Set(expected.map(idOf)));
    expect(all.length).toBe(expected.length);
  },
);

test("feedback changes the list on an open stream, and counts once", async () => {
  const client = connect(stack);
  using cancel = new AbortOnDispose();
  const lists = client.watchRecommendations({ userId: "watcher" }, { signal: cancel.signal })[Symbol.asyncIterator]();
  const next = async (): Promise<string[]> => (await lists.next()).value.recommendations.map(idOf);

  const before = await next();
  const [bookId = ""] = before;
  const feedback = { userId: "watcher", bookId, kind: FeedbackKind.DISLIKE, requestId: randomUUID() };
  const receipt = await client.recordFeedback(feedback);
  expect(receipt).toMatchObject({ bookId, kind: FeedbackKind.DISLIKE });

  const after = await next();
  expect(before).toContain(bookId);
  expect(after).not.toContain(bookId);
  expect(await client.recordFeedback(feedback)).toEqual(receipt);
  expect((await allPages(client, { userId: "watcher" })).all.map(idOf)).not.toContain(bookId);
  // v1 and v2 share the users: somebody else still gets the book.
  expect((await allPages(client, { userId: "reader" })).all.map(idOf)).toContain(bookId);
});

test("SIGTERM to the printed pid ends open streams with a reason to come again, and exits 0", async () => {
  await using own = await startStack();
  const lists = connect(own).watchRecommendations({ userId: "watcher" })[Symbol.asyncIterator]();
  await lists.next();
  process.kill(own.pid, "SIGTERM");
  await expect(lists.next()).rejects.toMatchObject({ code: Code.Unavailable });
  expect(await own.program.exited).toMatchObject({ code: 0, stderr: "" });
});

test("feedback outlives a restart", async () => {
  await using first = await startStack();
  const feedback = { userId: "7", bookId: "", kind: FeedbackKind.NOT_INTERESTED, requestId: randomUUID() };
  const [top] = (await connect(first).recommend({ userId: "7" })).recommendations;
  feedback.bookId = top === undefined ? "" : idOf(top);
  const receipt = await connect(first).recordFeedback(feedback);
  process.kill(first.pid, "SIGTERM");
  await first.program.exited;

  await using second = await startStack({ data: first.data });
  expect((await allPages(connect(second), { userId: "7" })).all.map(idOf)).not.toContain(feedback.bookId);
  expect(await connect(second).recordFeedback(feedback)).toEqual(receipt);
});

class AbortOnDispose extends AbortController implements Disposable {
  [Symbol.dispose](): void {
    this.abort();
  }
}
