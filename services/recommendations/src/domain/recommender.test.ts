import { describe, expect, test } from "vitest";
import { books as catalogue } from "../store/books.ts";
import { testBook } from "../testing/book.ts";
import { sqliteData } from "../testing/sqlite-data.ts";
import type { Book } from "./book.ts";
import type { Feedback } from "./feedback.ts";
import type { RankedBook } from "./ranking.ts";
import { Recommender, type ListRequest } from "./recommender.ts";
import { WatchHub } from "./watch-hub.ts";

interface Bench extends AsyncDisposable {
  readonly recommender: Recommender;
  readonly hub: WatchHub;
  /** Records feedback with a new request id. */
  give(feedback: Pick<Feedback, "userId" | "bookId" | "kind">): Promise<void>;
}

async function bench(books: readonly Book[] = catalogue): Promise<Bench> {
  const data = sqliteData();
  const store = await data.open(books);
  const hub = new WatchHub();
  let milliseconds = 0;
  const recommender = await Recommender.create({ store, hub, now: () => new Date((milliseconds += 1)) });
  let requests = 0;
  return {
    recommender,
    hub,
    give: async (feedback) => {
      requests += 1;
      await recommender.recordFeedback({ ...feedback, requestId: `request-${requests}` });
    },
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await data[Symbol.asyncDispose]();
    },
  };
}

const all: ListRequest = { userId: "u", categories: [], size: 7 };

function ids(books: readonly RankedBook[]): string[] {
  return books.map(({ book }) => book.id);
}

/** Pages to the end; `between` runs before each page but the first. */
async function pageThrough(
  recommender: Recommender,
  request: ListRequest,
  between: () => Promise<void> = async () => undefined,
): Promise<string[][]> {
  const pages: string[][] = [];
  let token = "";
  do {
    // A page needs the token of the page before.
    // oxlint-disable-next-line no-await-in-loop
    if (pages.length > 0) await between();
    // oxlint-disable-next-line no-await-in-loop
    const page = await recommender.recommend(request, token);
    pages.push(ids(page.books));
    token = page.nextPageToken;
  } while (token !== "");
  return pages;
}

describe("paging", () => {
  for (const size of [1, 7, 50, 1000]) {
    test(`pages of ${size} hold every book once, at most 50 on a page, and no page is empty`, async () => {
      await using parts = await bench();
      const pages = await pageThrough(parts.recommender, { ...all, size });
      expect(pages.flat().toSorted()).toEqual(catalogue.map(({ id }) => id).toSorted());
      const lengths = pages.map(({ length }) => length);
      expect(Math.min(...lengths)).toBeGreaterThan(0);
      expect(Math.max(...lengths)).toBe(Math.min(size, 50));
    });
  }

  test("a page that ends with the last book is the last", async () => {
    await using parts = await bench([testBook({ number: 1 }), testBook({ number: 2 })]);
    expect(await pageThrough(parts.recommender, { ...all, size: 2 })).toHaveLength(1);
  });

  test("feedback between pages neither repeats a book on the next page nor keeps paging from ending", async () => {
    await using parts = await bench();
    let voters = 0;
    const result = await pageThrough(parts.recommender, { ...all, size: 3 }, async () => {
      // Other users push one of the last books up and pull one of the first down while this user pages.
      voters += 1;
      await parts.give({ userId: `v${voters}`, bookId: "book-81", kind: "like" });
      await parts.give({ userId: `v${voters}`, bookId: "book-29", kind: "dislike" });
    });
    for (const page of result) expect(new Set(page).size).toBe(page.length);
    const seen = new Set(result.flat());
    // Only the two books that moved can be missed or met twice.
    expect(catalogue.filter(({ id }) => !seen.has(id)).every(({ id }) => ["book-81", "book-29"].includes(id))).toBe(
      true,
    );
    expect(result.flat().length).toBeLessThanOrEqual(catalogue.length + 2);
  });

  test("an empty list is one empty page", async () => {
    await using parts = await bench([]);
    expect(await parts.recommender.recommend(all, "")).toEqual({ books: [], nextPageToken: "" });
  });
});

test("a page of what was found has at most 50 books, and the next goes on after it", async () => {
  const shelf = Array.from({ length: 60 }, (_, index) => testBook({ number: index + 1, title: `Flow ${index + 1}` }));
  await using parts = await bench(shelf);
  const first = parts.recommender.search({ query: "flow", size: 1000 }, "");
  const second = parts.recommender.search({ query: "flow", size: 1000 }, first.nextPageToken);
  expect([first.books.length, second.books.length, second.nextPageToken]).toEqual([50, 10, ""]);
  expect([...first.books, ...second.books]).toEqual(shelf);
});

describe("feedback", () => {
  test("a disliked or dismissed title never comes back; liked after all, it does", async () => {
    await using parts = await bench();
    const listed = async (): Promise<string[]> => (await pageThrough(parts.recommender, all)).flat();
    await parts.give({ userId: "u", bookId: "book-1", kind: "dislike" });
    await parts.give({ userId: "u", bookId: "book-2", kind: "not-interested" });
    for (let count = 0; count < 20; count += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await parts.give({ userId: `v${count}`, bookId: "book-1", kind: "like" });
    }
    expect(await listed()).not.toContain("book-1");
    expect(await listed()).not.toContain("book-2");
    await parts.give({ userId: "u", bookId: "book-1", kind: "like" });
    expect(await listed()).toContain("book-1");
  });

  test("books by a liked author move up, and say why", async () => {
    await using parts = await bench();
    await parts.give({ userId: "u", bookId: "book-76", kind: "like" });
    const { books } = await parts.recommender.recommend({ ...all, size: 50 }, "");
    const reasons = books.slice(0, 2).map(({ book, reason }) => [book.authors, reason]);
    const liked = catalogue.find(({ id }) => id === "book-76");
    const reason = { kind: "liked-similar-title", likedBook: liked };
    expect(reasons).toEqual([
      [["Cal Newport"], reason],
      [["Cal Newport"], reason],
    ]);
  });

  test("a request id is the same in upper and lower case", async () => {
    await using parts = await bench();
    const feedback: Feedback = { userId: "u", bookId: "book-1", kind: "like", requestId: "ABC" };
    const first = await parts.recommender.recordFeedback(feedback);
    expect(await parts.recommender.recordFeedback({ ...feedback, requestId: "abc" })).toEqual(first);
    await expect(
      parts.recommender.recordFeedback({ ...feedback, kind: "dislike", requestId: "aBc" }),
    ).rejects.toMatchObject({ reason: "REQUEST_ID_REUSED", metadata: { request_id: "aBc" } });
  });

  test("a book that is not in the catalogue is refused", async () => {
    await using parts = await bench();
    const refused = parts.give({ userId: "u", bookId: "book-9999", kind: "like" });
    await expect(refused).rejects.toMatchObject({ reason: "BOOK_NOT_FOUND", metadata: { book_id: "book-9999" } });
  });
});

describe("watching", () => {
  const mysteries: ListRequest = { userId: "u", categories: ["mystery"], size: 3 };

  test("sends the list at once, then the list that feedback makes of it", async () => {
    await using parts = await bench();
    const lists = parts.recommender.watch(mysteries, new AbortController().signal);
    const first = ids((await lists.next()).value ?? []);
    const [top = ""] = first;
    const next = lists.next();
    await parts.give({ userId: "u", bookId: top, kind: "dislike" });
    const second = ids((await next).value ?? []);
    expect(second).not.toContain(top);
    expect(second).toHaveLength(3);
    await lists.return();
  });

  test("sends nothing for feedback that leaves the list as it is", async () => {
    await using parts = await bench();
    const lists = parts.recommender.watch(mysteries, new AbortController().signal);
    const first = ids((await lists.next()).value ?? []);
    const next = lists.next();
    // Of another user and shelf, of another user without a vote, and of this user far down the list.
    await parts.give({ userId: "v", bookId: "book-79", kind: "like" });
    await parts.give({ userId: "v", bookId: first[0] ?? "", kind: "not-interested" });
    await parts.give({ userId: "u", bookId: "book-79", kind: "dislike" });
    await parts.give({ userId: "u", bookId: first[0] ?? "", kind: "dislike" });
    expect(ids((await next).value ?? [])).toEqual([...first.slice(1), expect.any(String)]);
    await lists.return();
  });

  test("another user's vote changes the list, too", async () => {
    await using parts = await bench();
    const lists = parts.recommender.watch(mysteries, new AbortController().signal);
    const before = (await lists.next()).value?.[0];
    const next = lists.next();
    await parts.give({ userId: "v", bookId: before?.book.id ?? "", kind: "like" });
    const after = (await next).value?.[0];
    expect([after?.book, (after?.score ?? 0) > (before?.score ?? 1)]).toEqual([before?.book, true]);
    await lists.return();
  });

  test("a slow reader gets the newest list only", async () => {
    await using parts = await bench();
    const lists = parts.recommender.watch(mysteries, new AbortController().signal);
    await lists.next();
    for (const { id } of catalogue.slice(0, 20)) {
      // oxlint-disable-next-line no-await-in-loop
      await parts.give({ userId: "u", bookId: id, kind: "dislike" });
    }
    const newest = ids((await parts.recommender.recommend(mysteries, "")).books);
    expect(ids((await lists.next()).value ?? [])).toEqual(newest);
    await lists.return();
  });

  test("cancelling ends it, before the first list and while it waits, and frees its place", async () => {
    await using parts = await bench();
    const abort = new AbortController();
    const lists = parts.recommender.watch(mysteries, abort.signal);
    await lists.next();
    const next = lists.next();
    expect(parts.hub.size).toBe(1);
    abort.abort();
    expect((await next).done).toBe(true);
    expect(parts.hub.size).toBe(0);
    const late = parts.recommender.watch(mysteries, abort.signal);
    await late.next();
    expect((await late.next()).done).toBe(true);
    expect(parts.hub.size).toBe(0);
  });

  test("shutting down ends it with SHUTTING_DOWN and frees its place", async () => {
    await using parts = await bench();
    const lists = parts.recommender.watch(mysteries, new AbortController().signal);
    await lists.next();
    const next = lists.next();
    parts.recommender.shutDown();
    await expect(next).rejects.toMatchObject({ reason: "SHUTTING_DOWN" });
    expect(parts.hub.size).toBe(0);
    const other = parts.recommender.watch(mysteries, new AbortController().signal);
    await expect(other.next()).rejects.toMatchObject({ reason: "SHUTTING_DOWN" });
  });
});
