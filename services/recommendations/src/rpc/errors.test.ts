import { BookCategory, ErrorReasonSchema as ReasonsOfV1 } from "@breakwater/recommendations/v1";
import { ErrorReasonSchema as ReasonsOfV2 } from "@breakwater/recommendations/v2";
import { ViolationsSchema } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { Fault } from "../domain/fault.ts";
import { failureOf } from "../testing/error-info.ts";
import { memoryApi } from "../testing/memory-api.ts";
import { codeOf, errors } from "./errors.ts";

function namesOf(schema: typeof ReasonsOfV1 | typeof ReasonsOfV2): string[] {
  return schema.values.map(({ name }) => name.replace("ERROR_REASON_", "")).filter((name) => name !== "UNSPECIFIED");
}

test("the reasons that are sent are those of the contract, no more and no fewer", () => {
  const contract = new Set([...namesOf(ReasonsOfV1), ...namesOf(ReasonsOfV2)]);
  expect(new Set(Object.keys(codeOf))).toEqual(contract);
});

test("each fault keeps its own code and its text, and nothing else is a fault", () => {
  expect(errors.refusalOf(new Fault("BOOK_NOT_FOUND", "no", { book_id: "b" }))).toEqual({
    code: Code.NotFound,
    reason: "BOOK_NOT_FOUND",
    message: "no",
    metadata: { book_id: "b" },
  });
  expect(errors.refusalOf(new Error("BOOK_NOT_FOUND"))).toBeUndefined();
});

test("a failing store: the caller gets an id, and the log has the rest under it", async () => {
  await using api = await memoryApi({ taste: () => Promise.reject(new Error("SQLITE_IOERR: no such table: opinion")) });
  const failure = await failureOf(api.v1.recommend({ userId: 1, category: BookCategory.MYSTERY }));
  expect(failure).toMatchObject({ code: "Internal", reason: "INTERNAL" });
  const id = failure.metadata?.["error_id"] ?? "none";
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  const [cause = "", call = ""] = api.logged;
  expect(JSON.parse(call)).toMatchObject({ method: "Recommend", code: "internal", reason: "INTERNAL" });
  expect(JSON.parse(cause)).toMatchObject({
    level: "error",
    error_id: id,
    error: expect.stringContaining("no such table: opinion"),
  });
  const lists = api.v2.watchRecommendations({ userId: "u" })[Symbol.asyncIterator]();
  expect(await failureOf(lists.next())).toMatchObject({ code: "Internal", reason: "INTERNAL" });
});

test("a broken rule also carries all violations", async () => {
  await using api = await memoryApi();
  const error = await api.v1
    .recommend({ userId: 0, maxResults: -1 })
    .catch((reason: unknown) => ConnectError.from(reason));
  const violations = error instanceof ConnectError ? error.findDetails(ViolationsSchema).at(0) : undefined;
  expect(violations?.violations.map(({ ruleId }) => ruleId)).toEqual(["int32.gt", "int32.gte"]);
});
