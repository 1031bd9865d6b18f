import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { all, errorOf, memoryCalls } from "../testing/memory-calls.ts";
import { deadlineKey } from "./call-context.ts";
import { enforceDeadline } from "./enforce-deadline.ts";

const never = new Promise<never>(() => undefined);
const hour = 3_600_000;

async function allowedMs(headers: Record<string, string>, deadlines = { defaultMs: 2000, maxMs: 9000 }) {
  let left: number | undefined;
  const begun = Date.now();
  const { books } = memoryCalls({
    server: [enforceDeadline(deadlines)],
    recommend: (_, { values }) => {
      left = (values.get(deadlineKey) ?? Infinity) - begun;
      return {};
    },
  });
  await books.recommend({}, { headers });
  return Math.round((left ?? 0) / 1000) * 1000;
}

test("a call has the time of its caller up to the maximum, or else the default", async () => {
  expect(await allowedMs({})).toBe(2000);
  expect(await allowedMs({ "connect-timeout-ms": "5000" })).toBe(5000);
  expect(await allowedMs({ "grpc-timeout": "4S" })).toBe(4000);
  expect(await allowedMs({ "connect-timeout-ms": "60000" })).toBe(9000);
  expect(await allowedMs({}, { defaultMs: 60_000, maxMs: 9000 })).toBe(9000);
});

test("a method that takes no notice of its signal ends at the deadline all the same", async () => {
  let aborted = false;
  const { books } = memoryCalls({
    server: [enforceDeadline({ defaultMs: 5, maxMs: hour })],
    recommend: (_, { signal }) => {
      signal.addEventListener("abort", () => (aborted = true));
      return never;
    },
  });
  expect((await errorOf(books.recommend({}))).code).toBe(Code.DeadlineExceeded);
  expect(aborted).toBe(true);
});

test("a stream ends at the deadline that its caller set, also between two messages", async () => {
  const { books } = memoryCalls({
    server: [enforceDeadline({ defaultMs: hour, maxMs: hour })],
    async *watchRecommendations() {
      yield {};
      await never;
    },
  });
  const read: unknown[] = [];
  const call = async (): Promise<void> => {
    const headers = { "grpc-timeout": "20m" };
    for await (const list of books.watchRecommendations({}, { headers })) read.push(list);
  };
  expect((await errorOf(call())).code).toBe(Code.DeadlineExceeded);
  expect(read).toHaveLength(1);
});

test("a stream whose caller sets none has no deadline", async () => {
  const deadlines: (number | undefined)[] = [];
  const { books } = memoryCalls({
    server: [enforceDeadline({ defaultMs: 1, maxMs: 1 })],
    async *watchRecommendations(_, { values }) {
      deadlines.push(values.get(deadlineKey));
      yield {};
    },
  });
  expect(await all(books.watchRecommendations({}))).toHaveLength(1);
  expect(deadlines).toEqual([undefined]);
});
