import { Code, type Interceptor, createContextValues } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { deadlineKey, requestIdKey, traceContextKey } from "../interceptors/call-context.ts";
import { enforceDeadline } from "../interceptors/enforce-deadline.ts";
import { nameRequests } from "../interceptors/request-id.ts";
import { all, errorOf, memoryCalls } from "../testing/memory-calls.ts";
import { clientInterceptors } from "./client-interceptors.ts";
import { passDeadline, passRequestId } from "./pass-context.ts";

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const never = new Promise<never>(() => undefined);

/** Interceptors of a client, and the headers that got through to its server. */
function headersAfter(client: Interceptor[]) {
  const sent: Headers[] = [];
  const keep: Interceptor = (next) => (request) => {
    sent.push(request.header);
    return next(request);
  };
  return { ...memoryCalls({ client, server: [keep] }), sent };
}

test("the call's name and trace go on with the calls that it makes, and nothing where there is none", async () => {
  const { books, sent } = headersAfter([passRequestId]);
  const contextValues = createContextValues()
    .set(requestIdKey, "mine")
    .set(traceContextKey, { traceId: parent.slice(3, 35), parent, state: "a=1" });
  await books.recommend({}, { contextValues });
  await all(books.watchRecommendations({}, { contextValues }));
  await books.recommend({}, { contextValues, headers: { "x-request-id": "own" } });
  await books.recommend({});
  const names = ["x-request-id", "traceparent", "tracestate"];
  expect(sent.map((headers) => names.map((name) => headers.get(name)))).toEqual([
    ["mine", parent, "a=1"],
    ["mine", parent, "a=1"],
    ["own", parent, "a=1"],
    [null, null, null],
  ]);
});

test("the rest of the deadline goes on, unless the call has an earlier one", async () => {
  const { books, sent } = headersAfter([passDeadline]);
  const contextValues = createContextValues().set(deadlineKey, Date.now() + 60_000);
  await books.recommend({}, { contextValues });
  await all(books.watchRecommendations({}, { contextValues, timeoutMs: 500_000 }));
  await books.recommend({}, { contextValues, timeoutMs: 5000 });
  await books.recommend({});
  const told = sent.map((headers) => headers.get("connect-timeout-ms"));
  expect(told.map((ms) => ms && Math.ceil(Number(ms) / 1000))).toEqual([60, 60, 5, null]);
});

test("after the deadline no call is made, and one under way ends", async () => {
  const { books, sent } = headersAfter([passDeadline]);
  const past = createContextValues().set(deadlineKey, Date.now() - 1);
  expect((await errorOf(books.recommend({}, { contextValues: past }))).code).toBe(Code.DeadlineExceeded);
  expect(sent).toEqual([]);
  const slow = memoryCalls({ client: clientInterceptors(), recommend: () => never });
  const soon = createContextValues().set(deadlineKey, Date.now() + 20);
  expect((await errorOf(slow.books.recommend({}, { contextValues: soon }))).code).toBe(Code.DeadlineExceeded);
});

test("from a caller through a handler to another service: one deadline and one name", async () => {
  const other = headersAfter(clientInterceptors());
  const { books } = memoryCalls({
    server: [nameRequests, enforceDeadline({ defaultMs: 60_000, maxMs: 60_000 })],
    recommend: async (_, { values }) => {
      await other.books.recommend({}, { contextValues: values });
      return {};
    },
  });
  await books.recommend({}, { timeoutMs: 9000, headers: { "x-request-id": "mine" } });
  const [headers] = other.sent;
  expect(headers?.get("x-request-id")).toBe("mine");
  expect(Math.ceil(Number(headers?.get("connect-timeout-ms")) / 1000)).toBe(9);
});
