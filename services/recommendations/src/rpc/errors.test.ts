import { BookCategory, ErrorReasonSchema as ReasonsOfV1 } from "@breakwater/recommendations/v1";
import { ErrorReasonSchema as ReasonsOfV2 } from "@breakwater/recommendations/v2";
import { RuntimeError } from "@bufbuild/protovalidate";
import { ViolationsSchema } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { Fault } from "../domain/fault.ts";
import { createLog } from "@breakwater/service-runtime";
import { failureOf } from "../testing/error-info.ts";
import { memoryApi } from "../testing/memory-api.ts";
import { codeOf, toConnectError } from "./errors.ts";

function namesOf(schema: typeof ReasonsOfV1 | typeof ReasonsOfV2): string[] {
  return schema.values.map(({ name }) => name.replace("ERROR_REASON_", "")).filter((name) => name !== "UNSPECIFIED");
}

test("the reasons that are sent are those of the contract, no more and no fewer", () => {
  const contract = new Set([...namesOf(ReasonsOfV1), ...namesOf(ReasonsOfV2)]);
  expect(new Set(Object.keys(codeOf))).toEqual(contract);
});

describe("what was thrown becomes", () => {
  const table: { name: string; thrown: unknown; code: Code; logged: boolean }[] = [
    {
      name: "its own code, for a fault",
      thrown: new Fault("BOOK_NOT_FOUND", "no"),
      code: Code.NotFound,
      logged: false,
    },
    { name: "Internal, for any error", thrown: new Error("SELECT secret"), code: Code.Internal, logged: true },
    { name: "Internal, for no error at all", thrown: undefined, code: Code.Internal, logged: true },
    {
      name: "Internal, for a rule that cannot be evaluated",
      thrown: new ConnectError("rule", Code.InvalidArgument, undefined, [], new RuntimeError("secret")),
      code: Code.Internal,
      logged: true,
    },
    {
      name: "Internal, for the library's own failure",
      thrown: new ConnectError("secret", Code.Internal),
      code: Code.Internal,
      logged: true,
    },
    {
      name: "InvalidArgument, for a message that cannot be parsed",
      thrown: new ConnectError("parse binary: premature EOF", Code.Internal),
      code: Code.InvalidArgument,
      logged: false,
    },
    {
      name: "DeadlineExceeded, for a deadline",
      thrown: new ConnectError("late", Code.DeadlineExceeded),
      code: Code.DeadlineExceeded,
      logged: false,
    },
    { name: "Canceled, for a cancelled call", thrown: AbortSignal.abort().reason, code: Code.Canceled, logged: false },
  ];
  for (const { name, thrown, code, logged } of table) {
    test(`an error: ${name}`, () => {
      const lines: string[] = [];
      const error = toConnectError(
        thrown,
        createLog((line) => lines.push(line)),
      );
      expect(error.code).toBe(code);
      expect(lines.length > 0).toBe(logged);
      expect(error.message).not.toContain("secret");
    });
  }
});

test("a failing store: the caller gets an id, and the log has the rest under it", async () => {
  await using api = await memoryApi({ taste: () => Promise.reject(new Error("SQLITE_IOERR: no such table: opinion")) });
  const failure = await failureOf(api.v1.recommend({ userId: 1, category: BookCategory.MYSTERY }));
  expect(failure).toMatchObject({ code: "Internal", reason: "INTERNAL" });
  const id = failure.metadata?.["error_id"] ?? "none";
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(api.logged).toHaveLength(1);
  expect(JSON.parse(api.logged[0] ?? "")).toMatchObject({
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
