import { expect, test } from "vitest";
import type { Feedback } from "../domain/feedback.ts";
import { testBook } from "../testing/book.ts";
import { temporaryFolder } from "@breakwater/testkit";
import { join } from "node:path";
import { type OpinionStore, keepRatings } from "./keep-ratings.ts";
import { openStoreThread } from "./store-thread.ts";

const books = [testBook({ number: 1 })];
const at = new Date("2026-01-01T00:00:00.001Z");

function feedback(userId: string): Feedback {
  return { userId, bookId: "book-1", kind: "like", requestId: `request of ${userId}` };
}

/** Runs work on a store, with what was read of it, each reading a word. */
async function withCounted(work: (counted: { inner: OpinionStore; asked: string[] }) => Promise<void>): Promise<void> {
  using folder = temporaryFolder();
  const inner = await openStoreThread({ path: join(folder.path, "data"), books });
  const asked: string[] = [];
  const counting: OpinionStore = {
    books: () => inner.books(),
    taste: (userId) => (asked.push("taste"), inner.taste(userId)),
    opinions: (userId) => (asked.push("opinions"), inner.opinions(userId)),
    record: (one, when) => inner.record(one, when),
    secret: () => inner.secret(),
    close: () => inner.close(),
  };
  try {
    await work({ inner: counting, asked });
  } finally {
    await inner.close();
  }
}

test("ratings are read once, and again after a write", () =>
  withCounted(async ({ inner, asked }) => {
    const store = keepRatings(inner);
    await store.taste("u");
    await store.taste("v");
    await store.taste("u");
    expect(asked).toEqual(["taste", "opinions", "opinions"]);
    await store.record(feedback("u"), at);
    const { ratings, opinions } = await store.taste("u");
    expect(asked.slice(3)).toEqual(["taste"]);
    expect(ratings.get("book-1")).toEqual({ likes: 1, dislikes: 0 });
    expect(opinions).toEqual([{ bookId: "book-1", kind: "like", recordedAt: at }]);
    expect((await store.taste("v")).ratings.get("book-1")).toEqual({ likes: 1, dislikes: 0 });
  }));

test("what is read while something is written is of one moment: no opinion without its vote", () =>
  withCounted(async ({ inner }) => {
    const store = keepRatings(inner);
    await store.taste("u0");
    const users = Array.from({ length: 30 }, (_, index) => `u${index}`);
    const checks = users.map(async (userId) => {
      const [, taste] = await Promise.all([store.record(feedback(userId), at), store.taste(userId)]);
      const likes = taste.ratings.get("book-1")?.likes ?? 0;
      expect(likes).toBeGreaterThanOrEqual(taste.opinions.length);
    });
    await Promise.all(checks);
    expect((await store.taste("u0")).ratings.get("book-1")).toEqual({ likes: 30, dislikes: 0 });
  }));

test("a write that fails leaves no old ratings behind", () =>
  withCounted(async ({ inner, asked }) => {
    const store = keepRatings(inner);
    await store.taste("u");
    await expect(store.record({ ...feedback("u"), bookId: "none" }, at)).rejects.toThrow(/foreign key/i);
    await store.taste("u");
    expect(asked).toEqual(["taste", "taste"]);
  }));
