import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { all, errorOf, memoryCalls } from "../testing/memory-calls.ts";
import { limitStreamAge } from "./limit-stream-age.ts";

const never = new Promise<never>(() => undefined);

test("a stream ends at its age with a code that says to connect again, and its method is told", async () => {
  const told: PromiseWithResolvers<void> = Promise.withResolvers();
  const { books } = memoryCalls({
    server: [limitStreamAge(20)],
    async *watchRecommendations(_, { signal }) {
      signal.addEventListener("abort", () => told.resolve());
      yield {};
      await never;
    },
  });
  const read: unknown[] = [];
  const error = await errorOf(
    (async () => {
      for await (const list of books.watchRecommendations({})) read.push(list);
    })(),
  );
  expect(error.code).toBe(Code.Unavailable);
  expect(error.rawMessage).toContain("open it again");
  expect(read).toHaveLength(1);
  await told.promise;
});

test("0 lets streams be of any age, and unary calls have none", async () => {
  const unlimited = memoryCalls({ server: [limitStreamAge(0)] });
  expect(await all(unlimited.books.watchRecommendations({}))).toHaveLength(1);
  const gate: PromiseWithResolvers<void> = Promise.withResolvers();
  const { books } = memoryCalls({
    server: [limitStreamAge(1)],
    recommend: async () => {
      await gate.promise;
      return {};
    },
    async *watchRecommendations() {
      yield {};
      await never;
    },
  });
  const call = books.recommend({});
  // A stream that began later has reached its age by then.
  const tooOld = await errorOf(all(books.watchRecommendations({})));
  expect(tooOld.code).toBe(Code.Unavailable);
  gate.resolve();
  expect(await call).toBeDefined();
});
