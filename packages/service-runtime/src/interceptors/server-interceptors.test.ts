import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { all, errorOf, keptLog, memoryCalls } from "../testing/memory-calls.ts";
import { serverInterceptors } from "./server-interceptors.ts";

const build = { name: "books", version: "1.2.3", commit: "unknown" };
const errors = { domain: "test.breakwater.example", refusalOf: () => undefined };
const tokens = [{ name: "web", token: "0123456789abcdef" }];

/** Whatever refuses a call, its caller, the log and the metrics have one code for it. */
test("what the caller sees is what log and metrics show, for unary calls and streams", async () => {
  const { log, lines } = keptLog();
  const metrics = new Registry();
  const access = { tokens, rules: [{ method: "recommendations.v2.RecommendationsService/*", callers: ["*"] }] };
  const { books } = memoryCalls({
    server: serverInterceptors({ log, errors, build, metrics, access, deadlines: { defaultMs: 20, maxMs: 20 } }),
    recommend: async ({ userId }) => {
      if (userId === "lost") throw new Error("lost");
      return userId === "slow" ? await new Promise<never>(() => undefined) : {};
    },
    async *watchRecommendations() {
      yield {};
      throw new Error("lost");
    },
  });
  const headers = { authorization: "Bearer 0123456789abcdef" };
  const codes: string[] = [];
  await books.recommend({ userId: "fine" }, { headers });
  for (const call of [
    () => books.recommend({ userId: "lost" }, { headers }),
    () => books.recommend({ userId: "" }, { headers }),
    () => books.recommend({ userId: "slow" }, { headers }),
    () => books.recommend({ userId: "fine" }),
    () => all(books.watchRecommendations({ userId: "fine" }, { headers })),
  ]) {
    const error = await errorOf(call());
    codes.push(/^\[(\w+)\]/.exec(error.message)?.[1] ?? "none");
  }
  expect(codes.toSorted()).toEqual([
    "deadline_exceeded",
    "internal",
    "internal",
    "invalid_argument",
    "unauthenticated",
  ]);
  const served = lines().filter(({ message }) => message === "call served");
  expect(served.map(({ code }) => String(code)).toSorted()).toEqual([...codes, "ok"].toSorted());
  const counted = (await metrics.metrics()).matchAll(/calls_total\{.*code="(\w+)"\} (\d)/g);
  expect([...counted].flatMap(([, code = "", n]) => Array.from({ length: Number(n) }, () => code)).toSorted()).toEqual(
    [...codes, "ok"].toSorted(),
  );
});

test("the line of an unknown error and the line of its call have the id that the caller chose", async () => {
  const { log, lines } = keptLog();
  const { books } = memoryCalls({
    server: serverInterceptors({ log, errors, build }),
    recommend: () => Promise.reject(new Error("lost")),
  });
  await errorOf(books.recommend({ userId: "ann" }, { headers: { "x-request-id": "mine" } }));
  expect(lines()).toMatchObject([
    { message: "call failed", request_id: "mine" },
    { message: "call served", request_id: "mine", code: "internal" },
  ]);
});
