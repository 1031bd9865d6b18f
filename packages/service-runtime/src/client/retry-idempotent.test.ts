import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test, vi } from "vitest";
import { all, errorOf, keptLog, memoryCalls } from "../testing/memory-calls.ts";
import { RetryInfoSchema } from "../third-party/google/rpc/error_details_pb.ts";
import { Health } from "../third-party/grpc/health/v1/health_pb.ts";
import { clientInterceptors } from "./client-interceptors.ts";
import { type RetryOptions, retryIdempotent } from "./retry-idempotent.ts";

afterEach(() => vi.useRealTimers());

/** A server that fails some times and then answers, and how often it was called. */
function flaky(failures: number, code = Code.Unavailable, options: RetryOptions = {}) {
  const calls: string[] = [];
  const answer = (name: string): object => {
    calls.push(name);
    if (calls.length <= failures) throw new ConnectError("not now", code);
    return {};
  };
  const { books } = memoryCalls({
    client: [retryIdempotent({ firstDelayMs: 1, longestDelayMs: 2, ...options })],
    recommend: () => answer("recommend"),
    recordFeedback: () => answer("record"),
    async *watchRecommendations() {
      yield answer("watch");
    },
  });
  return { books, calls };
}

describe("calls that failed", () => {
  test("are made again when they may run twice", async () => {
    const { books, calls } = flaky(2);
    await books.recommend({});
    expect(calls).toHaveLength(3);
  });

  test("are made so often and no more", async () => {
    const { books, calls } = flaky(9);
    expect((await errorOf(books.recordFeedback({}))).code).toBe(Code.Unavailable);
    expect(calls).toHaveLength(3);
  });

  test("are not made again with another code", async () => {
    const { books, calls } = flaky(1, Code.Internal);
    expect((await errorOf(books.recommend({}))).code).toBe(Code.Internal);
    expect(calls).toHaveLength(1);
  });

  test("are not made again when they are streams", async () => {
    const { books, calls } = flaky(1);
    expect((await errorOf(all(books.watchRecommendations({})))).code).toBe(Code.Unavailable);
    expect(calls).toHaveLength(1);
  });

  test("are not made again once their caller has left", async () => {
    const { books, calls } = flaky(9, Code.Unavailable, { firstDelayMs: 60_000, longestDelayMs: 60_000 });
    const leaving = new AbortController();
    const call = errorOf(books.recommend({}, { signal: leaving.signal }));
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    leaving.abort();
    await call;
    expect(calls).toHaveLength(1);
  });
});

describe("a server that says when to come back", () => {
  const hints: readonly { readonly name: string; readonly refusal: (waitMs: number) => ConnectError }[] = [
    {
      name: "by RetryInfo",
      refusal: (waitMs) =>
        new ConnectError("not now", Code.ResourceExhausted, undefined, [
          { desc: RetryInfoSchema, value: { retryDelay: durationFromMs(waitMs) } },
        ]),
    },
    {
      name: "by grpc-retry-pushback-ms",
      refusal: (waitMs) =>
        new ConnectError("not now", Code.ResourceExhausted, { "grpc-retry-pushback-ms": String(waitMs) }),
    },
  ];
  /** A server that refuses once. */
  function refusing(refusal: ConnectError) {
    const calls: number[] = [];
    const { books } = memoryCalls({
      client: [retryIdempotent({ firstDelayMs: 1, longestHintMs: 200 })],
      recommend: () => {
        calls.push(performance.now());
        if (calls.length === 1) throw refusal;
        return {};
      },
    });
    return { books, calls };
  }

  for (const { name, refusal } of hints) {
    test(`${name} is called again when it said, or up to half as much later`, async () => {
      const { books, calls } = refusing(refusal(100));
      await books.recommend({});
      const [first = 0, second = 0] = calls;
      // Timers of Node count whole milliseconds.
      expect(second - first).toBeGreaterThanOrEqual(99);
    });

    test(`${name} is not called again by who cannot wait so long`, async () => {
      const { books, calls } = refusing(refusal(201));
      expect((await errorOf(books.recommend({}))).code).toBe(Code.ResourceExhausted);
      expect(calls).toHaveLength(1);
    });
  }

  test("is not called again when it says never, or nothing", async () => {
    for (const headers of [{ "grpc-retry-pushback-ms": "-1" }, {}]) {
      const { books, calls } = refusing(new ConnectError("not now", Code.ResourceExhausted, headers));
      expect((await errorOf(books.recommend({}))).code).toBe(Code.ResourceExhausted);
      expect(calls).toHaveLength(1);
    }
  });

  test("makes a call wait as long that failed as Unavailable", async () => {
    const { books, calls } = refusing(
      new ConnectError("not now", Code.Unavailable, { "grpc-retry-pushback-ms": "201" }),
    );
    expect((await errorOf(books.recommend({}))).code).toBe(Code.Unavailable);
    expect(calls).toHaveLength(1);
  });
});

test("a method that says nothing of running twice is called once", async () => {
  let calls = 0;
  const transport = createRouterTransport(
    (router) =>
      router.service(Health, {
        check: () => {
          calls += 1;
          throw new ConnectError("not now", Code.Unavailable);
        },
      }),
    { transport: { interceptors: [retryIdempotent({ firstDelayMs: 1 })] } },
  );
  expect((await errorOf(createClient(Health, transport).check({}))).code).toBe(Code.Unavailable);
  expect(calls).toBe(1);
});

test("a server that failed often in a row gets no calls until some time has passed", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { books, calls } = flaky(3, Code.Unavailable, { retries: 0, failuresToOpen: 3, openMs: 5000 });
  for (let i = 0; i < 3; i += 1) await errorOf(books.recommend({}));
  const refused = await errorOf(books.recommend({}));
  expect([refused.code, calls.length]).toEqual([Code.Unavailable, 3]);
  expect(refused.rawMessage).toContain("gets no calls for a while");
  vi.setSystemTime(Date.now() + 5001);
  await books.recommend({});
  await books.recommend({});
  expect(calls).toHaveLength(5);
});

test("refusals that are the caller's fault open no circuit", async () => {
  const { books, calls } = flaky(9, Code.NotFound, { failuresToOpen: 1 });
  for (let i = 0; i < 3; i += 1) expect((await errorOf(books.recommend({}))).code).toBe(Code.NotFound);
  expect(calls).toHaveLength(3);
});

test("the log and the metrics of a client have each attempt", async () => {
  const { log, lines } = keptLog();
  const metrics = new Registry();
  let calls = 0;
  const { books } = memoryCalls({
    client: clientInterceptors({ log, metrics, retry: { firstDelayMs: 1 } }),
    recommend: () => {
      calls += 1;
      if (calls === 1) throw new ConnectError("not now", Code.Unavailable);
      return {};
    },
  });
  await books.recommend({});
  expect(lines()).toMatchObject([
    { message: "call made", code: "unavailable" },
    { message: "call made", code: "ok" },
  ]);
  expect(await metrics.metrics()).toContain('method="Recommend",code="unavailable"} 1');
});
