import { expect, test } from "vitest";
import { all, errorOf, keptLog, memoryCalls } from "../testing/memory-calls.ts";
import { type TraceContext, requestIdKey, traceContextKey } from "./call-context.ts";
import { mapErrors } from "./map-errors.ts";
import { nameRequests } from "./request-id.ts";

const errors = { domain: "test.breakwater.example", refusalOf: () => undefined };
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

async function answeredId(given?: string): Promise<string> {
  const seen: (string | undefined)[] = [];
  const { books } = memoryCalls({
    server: [nameRequests],
    recommend: (_, { values }) => {
      seen.push(values.get(requestIdKey));
      return {};
    },
  });
  let answered = "";
  const headers = new Headers(given === undefined ? [] : [["x-request-id", given]]);
  await books.recommend({}, { headers, onHeader: (header) => (answered = header.get("x-request-id") ?? "") });
  expect(seen).toEqual([answered]);
  return answered;
}

test("a valid id of the caller is kept, and every other one is replaced", async () => {
  for (const id of ["a", "7f/2:x=+-_.", "x".repeat(128)]) expect(await answeredId(id)).toBe(id);
  for (const id of [undefined, "", "-a", "a b", 'a"b', "<x>", "x".repeat(129)]) {
    expect(await answeredId(id)).toMatch(uuid);
  }
});

test("errors and streams carry the id too", async () => {
  const fail = (): never => {
    throw new Error("lost");
  };
  const { books } = memoryCalls({
    server: [nameRequests, mapErrors({ log: keptLog().log, errors })],
    recommend: fail,
  });
  const error = await errorOf(books.recommend({}, { headers: { "x-request-id": "mine" } }));
  expect(error.metadata.get("x-request-id")).toBe("mine");
  let answered: string | null = "";
  const onHeader = (header: Headers): void => void (answered = header.get("x-request-id"));
  await all(books.watchRecommendations({}, { headers: { "x-request-id": "watch" }, onHeader }));
  expect(answered).toBe("watch");
});

test("a valid trace context is noted, and every other one is not", async () => {
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const span = "b7ad6b7169203331";
  const seen: (TraceContext | undefined)[] = [];
  const { books } = memoryCalls({
    server: [nameRequests],
    recommend: (_, { values }) => {
      seen.push(values.get(traceContextKey));
      return {};
    },
  });
  const parent = `00-${trace}-${span}-01`;
  await books.recommend({}, { headers: { traceparent: parent, tracestate: "a=1" } });
  await books.recommend({}, { headers: { traceparent: `cc-${trace}-${span}-01-more`, tracestate: "x".repeat(513) } });
  expect(seen.splice(0)).toEqual([
    { traceId: trace, parent, state: "a=1" },
    { traceId: trace, parent: `cc-${trace}-${span}-01-more` },
  ]);
  const invalid = [
    "",
    `ff-${trace}-${span}-01`,
    `00-${trace}-${span}-01-more`,
    `00-${"0".repeat(32)}-${span}-01`,
    `00-${trace}-${"0".repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${span}-01`,
  ];
  for (const traceparent of invalid) await books.recommend({}, { headers: { traceparent } });
  expect(seen).toEqual(invalid.map(() => undefined));
});
