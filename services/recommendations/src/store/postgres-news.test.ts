import { EventEmitter, once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "../domain/watch-hub.ts";
import { testBook } from "../testing/book.ts";
import { type TestPostgres, type TestSchema, testPostgres } from "../testing/postgres-data.ts";
import { followNews } from "./postgres-news.ts";
import { openPostgresStore } from "./postgres.ts";
import type { Store } from "./store.ts";

let server: TestPostgres;
beforeAll(async () => {
  server = await testPostgres();
});
afterAll(async () => await server[Symbol.asyncDispose]());

/** What a process hears, in turn. */
interface Follower extends AsyncDisposable {
  next(): Promise<Change | undefined>;
}

function follow(url: string, sender: string): Follower {
  const heard: (Change | undefined)[] = [];
  const events = new EventEmitter();
  const following = followNews({
    url,
    sender,
    onChange: (change) => {
      heard.push(change);
      events.emit("heard");
    },
  });
  return {
    next: async () => {
      if (heard.length === 0) await once(events, "heard");
      return heard.shift();
    },
    [Symbol.asyncDispose]: () => following[Symbol.asyncDispose](),
  };
}

function openStore({ url }: TestSchema, sender: string): Promise<Store> {
  return openPostgresStore({ url, sender }, [testBook({ number: 1 }), testBook({ number: 2 })]);
}

let requests = 0;
async function like(store: Store, userId: string, bookId = "book-1"): Promise<void> {
  requests += 1;
  await store.record({ userId, bookId, kind: "like", requestId: `request-${requests}` }, new Date());
}

test("a process hears of what others record, whatever the user's id, and not of its own", async () => {
  await using schema = await server.schema();
  const [mine, other] = [await openStore(schema, "mine"), await openStore(schema, "other")];
  await using follower = follow(schema.url, "mine");
  expect(await follower.next()).toBeUndefined();
  await like(mine, "ann");
  await like(other, "b\u0000b");
  await like(other, "b\u0000b", "book-2");
  await like(other, "b\u0000b");
  expect(await follower.next()).toEqual({ userId: "b\u0000b", bookId: "book-1", ratingChanged: true });
  expect(await follower.next()).toEqual({ userId: "b\u0000b", bookId: "book-2", ratingChanged: true });
  expect(await follower.next()).toEqual({ userId: "b\u0000b", bookId: "book-1", ratingChanged: false });
  await Promise.all([mine.close(), other.close()]);
});

test("what is recorded twice, or not at all, is news once or never", async () => {
  await using schema = await server.schema();
  const store = await openStore(schema, "other");
  await using follower = follow(schema.url, "mine");
  await follower.next();
  const feedback = { userId: "ann", bookId: "book-1", kind: "like", requestId: "same" } as const;
  await store.record(feedback, new Date());
  await store.record(feedback, new Date());
  await expect(store.record({ ...feedback, bookId: "none", requestId: "fails" }, new Date())).rejects.toThrow(
    /foreign key/i,
  );
  await like(store, "last");
  expect([await follower.next(), await follower.next()]).toMatchObject([{ userId: "ann" }, { userId: "last" }]);
  await store.close();
});

test("each schema has news of its own", async () => {
  await using schema = await server.schema();
  await using another = await server.schema();
  const [here, there] = [await openStore(schema, "a"), await openStore(another, "b")];
  await using follower = follow(schema.url, "mine");
  await follower.next();
  await like(there, "far");
  await like(here, "near");
  expect(await follower.next()).toMatchObject({ userId: "near" });
  await Promise.all([here.close(), there.close()]);
});

test("after a lost connection it says that something may have been missed, and hears again", async () => {
  await using schema = await server.schema();
  const store = await openStore(schema, "other");
  await using follower = follow(schema.url, "mine");
  await follower.next();
  const cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'recommendations news'";
  await server.query(cut);
  expect(await follower.next()).toBeUndefined();
  await like(store, "ann");
  expect(await follower.next()).toMatchObject({ userId: "ann" });
  await store.close();
});
