import type { Book } from "../domain/book.ts";
import { BackendFault, type Feedback, type Recommendation, type Recommendations } from "../domain/recommendations.ts";
import { listOf } from "./books.ts";

/** A recommendations service in memory, which can be told to fail. */
export interface FakeRecommendations extends Recommendations {
  /** What it answers; feedback other than a like takes books away. */
  shown: Recommendation[];
  /** While true every call fails. */
  isAway: boolean;
  /** Thrown in place of answers, when set: a fault of the shop's own. */
  bug: Error | undefined;
  /** Calls so far, by method. */
  readonly calls: string[];
  readonly recorded: Feedback[];
  /** Number of lists that are being watched. */
  watches: number;
  /** Ends the watches that are open with a fault. */
  breakWatches(): void;
}

/** Makes one; `withExtras: false` for a version without feedback. */
export function fakeRecommendations({
  withExtras = true,
}: { readonly withExtras?: boolean } = {}): FakeRecommendations {
  let changed = Promise.withResolvers<"list" | "broken">();
  const away = (): BackendFault => new BackendFault("unavailable", "unavailable: it is away", undefined);
  const answer = async (call: string): Promise<void> => {
    fake.calls.push(call);
    await Promise.resolve();
    if (fake.bug !== undefined) throw fake.bug;
    if (fake.isAway) throw away();
  };
  const wake = (how: "list" | "broken"): void => {
    const { resolve } = changed;
    changed = Promise.withResolvers();
    resolve(how);
  };
  const extras: NonNullable<Recommendations["extras"]> = {
    record: async (feedback) => {
      await answer("record");
      if (!fake.shown.some(({ book }) => book.id === feedback.bookId)) {
        throw new BackendFault("refused", "not_found: no such book", undefined);
      }
      fake.recorded.push(feedback);
      if (feedback.kind !== "like") fake.shown = fake.shown.filter(({ book }) => book.id !== feedback.bookId);
      wake("list");
    },
    watch: async function* (_, signal) {
      await answer("watch");
      const aborted = Promise.withResolvers<"aborted">();
      signal.addEventListener("abort", () => aborted.resolve("aborted"));
      fake.watches += 1;
      try {
        let how: "list" | "broken" | "aborted" = "list";
        while (how === "list") {
          const next = changed.promise;
          yield fake.shown;
          how = await Promise.race([next, aborted.promise]);
        }
        if (how === "broken") throw away();
      } finally {
        fake.watches -= 1;
      }
    },
    search: async (words): Promise<readonly Book[]> => {
      await answer(`search ${words}`);
      return fake.shown.map(({ book }) => book).filter(({ title }) => title.includes(words));
    },
  };
  const fake: FakeRecommendations = {
    shown: listOf(4),
    isAway: false,
    bug: undefined,
    calls: [],
    recorded: [],
    watches: 0,
    list: async () => {
      await answer("list");
      return fake.shown;
    },
    extras: withExtras ? extras : undefined,
    breakWatches: () => wake("broken"),
  };
  return fake;
}
