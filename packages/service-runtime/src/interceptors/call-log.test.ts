import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { all, errorOf, keptLog, memoryCalls, questions } from "../testing/memory-calls.ts";
import { callerKey, peerIdentityKey, requestIdKey } from "./call-context.ts";
import { logCalls } from "./call-log.ts";
import { reasonedError } from "./reasoned-error.ts";

const identify: Interceptor = (next) => (request) => {
  request.contextValues.set(requestIdKey, "r1").set(callerKey, { name: "web", by: "token" });
  return next(request);
};

test("a unary call is one line with its size, its code and who made it", async () => {
  const { log, lines } = keptLog();
  const { books } = memoryCalls({
    server: [identify, logCalls(log, "server")],
    recommend: () => ({ nextPageToken: "abc" }),
  });
  await books.recommend({ userId: "ann" });
  expect(lines()).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      message: "call served",
      request_id: "r1",
      service: "recommendations.v2.RecommendationsService",
      method: "Recommend",
      peer: "web",
      peer_by: "token",
      code: "ok",
      duration_ms: expect.any(Number),
      requests: 1,
      request_bytes: 5,
      responses: 1,
      response_bytes: 5,
    },
  ]);
});

test("a failed call is one line with the code and the reason, and without texts", async () => {
  const { log, lines } = keptLog();
  const { books } = memoryCalls({
    server: [logCalls(log, "server")],
    recommend: () => {
      throw reasonedError("d", { code: Code.NotFound, reason: "NO_BOOK", message: "hunter2" });
    },
  });
  await errorOf(books.recommend({ userId: "ann" }));
  expect(lines()).toMatchObject([{ code: "not_found", reason: "NO_BOOK", responses: 0 }]);
  expect(JSON.stringify(lines())).not.toMatch(/hunter2|ann/);
});

test("a stream is one line, when it ends, with the messages in both directions", async () => {
  const { log, lines } = keptLog();
  const { reflection, books } = memoryCalls({
    server: [logCalls(log, "server")],
    async *watchRecommendations() {
      expect(lines()).toHaveLength(1);
      yield {};
      throw new ConnectError("gone", Code.Unavailable);
    },
  });
  await all(reflection.serverReflectionInfo(questions("a", "b", "c")));
  await errorOf(all(books.watchRecommendations({})));
  expect(lines()).toMatchObject([
    { method: "ServerReflectionInfo", code: "ok", requests: 3, request_bytes: 9, responses: 3 },
    { method: "WatchRecommendations", code: "unavailable", requests: 1, responses: 1 },
  ]);
});

test("a stream whose caller leaves is a line too", async () => {
  const ended: PromiseWithResolvers<Record<string, unknown>> = Promise.withResolvers();
  const { log } = keptLog();
  const watched = { ...log, info: (_: string, fields = {}) => ended.resolve(fields) };
  const { books } = memoryCalls({
    server: [logCalls(watched, "server")],
    async *watchRecommendations(_, { signal }) {
      yield {};
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  });
  const leaving = new AbortController();
  const lists = books.watchRecommendations({}, { signal: leaving.signal })[Symbol.asyncIterator]();
  await lists.next();
  leaving.abort();
  await errorOf(lists.next());
  expect(await ended.promise).toMatchObject({ code: "canceled", responses: 1 });
});

test("only at the level debug is a request shown", async () => {
  const { log, lines } = keptLog();
  const { books } = memoryCalls({ client: [logCalls(log, "client")] });
  await books.recommend({ userId: "ann" });
  log.setLevel("debug");
  await books.recommend({ userId: "ann" });
  log.setLevel("error");
  await books.recommend({ userId: "ann" });
  expect(lines()).toMatchObject([
    { message: "call made" },
    { level: "debug", message: "call begins", request: { user_id: "ann" } },
    { message: "call made" },
  ]);
});

test("without a caller the name in the certificate of the peer is told", async () => {
  const { log, lines } = keptLog();
  const peer: Interceptor = (next) => (request) => {
    request.contextValues.set(peerIdentityKey, "batch");
    return next(request);
  };
  await memoryCalls({ server: [peer, logCalls(log, "server")] }).books.recommend({});
  expect(lines()).toMatchObject([{ peer: "batch" }]);
});
