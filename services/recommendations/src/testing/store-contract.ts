import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Book } from "../domain/book.ts";
import type { Feedback, FeedbackKind, Rating } from "../domain/feedback.ts";
import type { RecordOutcome, Store } from "../store/store.ts";
import { testBook } from "./book.ts";

/** Data that a store keeps, for one test. */
export interface StoreData extends AsyncDisposable {
  /** Opens a store on the data; the first time it is empty but for the books. */
  open(books: readonly Book[]): Promise<Store>;
}

const books = [
  testBook({ number: 1, editorsChoice: true, authors: ["A", "B"], categories: ["mystery", "self-help"] }),
  testBook({ number: 2, title: "Ünïcode's “2”", year: -800, categories: ["science-fiction"] }),
];
const early = new Date("2026-01-01T00:00:00.001Z");
const late = new Date("2026-01-01T00:00:00.002Z");

function feedback(init: Partial<Feedback> = {}): Feedback {
  return { userId: "u", bookId: "book-1", kind: "like", requestId: "request-1", ...init };
}

async function contentOf(store: Store, userId = "u"): Promise<{ ratings: object; opinions: object }> {
  const { ratings, opinions } = await store.taste(userId);
  const voted = [...ratings].filter(([, { likes, dislikes }]) => likes + dislikes > 0);
  return { ratings: Object.fromEntries(voted), opinions: opinions.toSorted((a, b) => (a.bookId < b.bookId ? -1 : 1)) };
}

type StoreWork = (store: Store, data: StoreData) => Promise<void>;

type CreateData = () => StoreData | Promise<StoreData>;

async function withStoreOf(create: CreateData, work: StoreWork): Promise<void> {
  await using data = await create();
  const store = await data.open(books);
  try {
    await work(store, data);
  } finally {
    await store.close();
  }
}

/** Runs the tests that every store passes, on data that `create` makes anew for each test. */
export function describeStore(name: string, create: CreateData): void {
  const withStore = (work: StoreWork): Promise<void> => withStoreOf(create, work);
  describe(`${name} keeps the store's contract`, () => {
    test("the catalogue comes back as it was given, by number", () =>
      withStore(async (store) => {
        expect(await store.books()).toEqual(books);
      }));

    test("opening again brings the catalogue up to date and keeps the feedback", async () => {
      await using data = await create();
      const first = await data.open(books);
      await first.record(feedback(), early);
      await first.close();
      const changed = [...books.slice(1), testBook({ number: 1, title: "New title" }), testBook({ number: 3 })];
      const second = await data.open(changed);
      expect((await second.books()).map(({ title }) => title)).toEqual(["New title", "Ünïcode's “2”", "Title 3"]);
      expect(await contentOf(second)).toEqual({
        ratings: { "book-1": { likes: 1, dislikes: 0 } },
        opinions: [{ bookId: "book-1", kind: "like", recordedAt: early }],
      });
      expect(await second.record(feedback(), late)).toMatchObject({ kind: "repeated", receipt: { recordedAt: early } });
      await second.close();
    });

    test("the secret is kept with the data, and other data has another", async () => {
      await using data = await create();
      const first = await data.open(books);
      const secret = await first.secret();
      await first.close();
      const again = await data.open(books);
      expect([secret.length, await again.secret()]).toEqual([32, secret]);
      await again.close();
      await withStore(async (other) => expect(await other.secret()).not.toEqual(secret));
    });

    for (const userId of ["\u0000", "\u001a0", "ü’😀\\", "%00", "'; --"]) {
      test(`the user ${JSON.stringify(userId)} is kept apart from all others`, () =>
        withStore(async (store) => {
          await store.record(feedback({ userId }), early);
          expect((await contentOf(store, userId)).opinions).toHaveLength(1);
          expect((await contentOf(store, `${userId}0`)).opinions).toHaveLength(0);
          expect(await store.record(feedback({ userId }), late)).toMatchObject({ kind: "repeated" });
        }));
    }

    test("one request that comes many times at once is recorded once", () =>
      withStore(async (store) => {
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.record(feedback(), early)));
        const kinds = outcomes.map(({ kind }) => kind).toSorted();
        expect(kinds).toEqual(["recorded", ...Array.from({ length: 19 }, () => "repeated")]);
        expect((await contentOf(store)).ratings).toEqual({ "book-1": { likes: 1, dislikes: 0 } });
      }));

    test("requests that come at once count as if they came one after the other", () =>
      withStore(async (store) => {
        const requests = Array.from({ length: 40 }, (_, index) =>
          feedback({ userId: `u-${index % 8}`, requestId: `r-${index}`, kind: index % 3 === 0 ? "dislike" : "like" }),
        );
        await Promise.all(requests.map((request) => store.record(request, early)));
        const { ratings } = await store.taste("u-0");
        const users = Array.from({ length: 8 }, (_, index) => store.taste(`u-${index}`));
        const kinds = (await Promise.all(users)).flatMap(({ opinions }) => opinions.map(({ kind }) => kind));
        const likes = kinds.filter((kind) => kind === "like").length;
        expect(ratings.get("book-1")).toEqual({ likes, dislikes: 8 - likes });
      }));

    test("what cannot be undone half is undone whole: no rating without its opinion after many failures", () =>
      withStore(async (store) => {
        const requests = Array.from({ length: 30 }, (_, index) =>
          store.record(feedback({ userId: `u-${index}`, bookId: index % 2 === 0 ? "book-1" : "book-none" }), early),
        );
        const settled = await Promise.allSettled(requests);
        expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(15);
        expect((await contentOf(store)).ratings).toEqual({ "book-1": { likes: 15, dislikes: 0 } });
      }));

    const votes: { kinds: FeedbackKind[]; rating: Rating | undefined; ratingChanged: boolean }[] = [
      { kinds: ["like"], rating: { likes: 1, dislikes: 0 }, ratingChanged: true },
      { kinds: ["dislike"], rating: { likes: 0, dislikes: 1 }, ratingChanged: true },
      { kinds: ["not-interested"], rating: undefined, ratingChanged: false },
      { kinds: ["like", "like"], rating: { likes: 1, dislikes: 0 }, ratingChanged: false },
      { kinds: ["like", "dislike"], rating: { likes: 0, dislikes: 1 }, ratingChanged: true },
      { kinds: ["like", "not-interested"], rating: { likes: 1, dislikes: 0 }, ratingChanged: false },
      { kinds: ["like", "not-interested", "like"], rating: { likes: 1, dislikes: 0 }, ratingChanged: false },
      { kinds: ["dislike", "not-interested", "like"], rating: { likes: 1, dislikes: 0 }, ratingChanged: true },
    ];
    for (const { kinds, rating, ratingChanged } of votes) {
      test(`votes: ${kinds.join(", then ")}`, () =>
        withStore(async (store) => {
          let outcome: RecordOutcome | undefined;
          // One after the other: the order is the point.
          for (const [index, kind] of kinds.entries()) {
            // oxlint-disable-next-line no-await-in-loop
            outcome = await store.record(feedback({ kind, requestId: `request-${index}` }), early);
          }
          expect(outcome).toMatchObject({ kind: "recorded", ratingChanged });
          const kind = kinds.at(-1);
          expect(await contentOf(store)).toEqual({
            ratings: rating === undefined ? {} : { "book-1": rating },
            opinions: [{ bookId: "book-1", kind, recordedAt: early }],
          });
        }));
    }

    test("all users' votes count, a user's opinions are the user's own", () =>
      withStore(async (store) => {
        await store.record(feedback({ userId: "u" }), early);
        await store.record(feedback({ userId: "v", kind: "dislike" }), late);
        const ratings = { "book-1": { likes: 1, dislikes: 1 } };
        expect(await contentOf(store, "u")).toMatchObject({ ratings, opinions: [{ kind: "like" }] });
        expect(await contentOf(store, "v")).toMatchObject({ ratings, opinions: [{ kind: "dislike" }] });
        expect(await contentOf(store, "w")).toEqual({ ratings, opinions: [] });
      }));

    test("a repeated request returns the first receipt and changes nothing, even after other feedback", () =>
      withStore(async (store) => {
        await store.record(feedback(), early);
        await store.record(feedback({ kind: "dislike", requestId: "request-2" }), early);
        const before = await contentOf(store);
        const receipt = { bookId: "book-1", kind: "like", recordedAt: early };
        expect(await store.record(feedback(), late)).toEqual({ kind: "repeated", receipt });
        expect(await contentOf(store)).toEqual(before);
      }));

    for (const change of [{ bookId: "book-2" }, { kind: "dislike" }] satisfies Partial<Feedback>[]) {
      test(`a request id that comes back with ${JSON.stringify(change)} is refused and changes nothing`, () =>
        withStore(async (store) => {
          await store.record(feedback(), early);
          const before = await contentOf(store);
          expect(await store.record(feedback(change), late)).toEqual({ kind: "request-id-reused" });
          expect(await contentOf(store)).toEqual(before);
        }));
    }

    test("a record that fails leaves nothing behind", () =>
      withStore(async (store) => {
        await expect(store.record(feedback({ bookId: "book-none" }), early)).rejects.toThrow(/foreign key/i);
        expect(await contentOf(store)).toEqual({ ratings: {}, opinions: [] });
        expect(await store.record(feedback(), late)).toMatchObject({ kind: "recorded" });
      }));

    test("the votes are those that a fresh count of the history gives", () =>
      fc.assert(
        fc.asyncProperty(fc.array(entries, { maxLength: 12 }), (history) =>
          withStore(async (store) => {
            for (const [index, entry] of history.entries()) {
              // oxlint-disable-next-line no-await-in-loop
              await store.record(feedback({ ...entry, requestId: `request-${index}` }), early);
            }
            expect((await contentOf(store)).ratings).toEqual(countVotes(history));
          }),
        ),
        { numRuns: 20 },
      ));
  });
}

type Entry = Pick<Feedback, "userId" | "bookId" | "kind">;

const entries: fc.Arbitrary<Entry> = fc.record({
  userId: fc.constantFrom("u", "v"),
  bookId: fc.constantFrom("book-1", "book-2"),
  kind: fc.constantFrom<FeedbackKind>("like", "dislike", "not-interested"),
});

function countVotes(history: readonly Entry[]): Record<string, Rating> {
  const last = new Map<string, Entry>();
  for (const entry of history) {
    if (entry.kind !== "not-interested") last.set(`${entry.userId} ${entry.bookId}`, entry);
  }
  const ratings: Record<string, { likes: number; dislikes: number }> = {};
  for (const { bookId, kind } of last.values()) {
    const rating = (ratings[bookId] ??= { likes: 0, dislikes: 0 });
    rating[kind === "like" ? "likes" : "dislikes"] += 1;
  }
  return ratings;
}
