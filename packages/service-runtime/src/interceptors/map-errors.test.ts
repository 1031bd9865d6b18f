import { ViolationsSchema } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { RuntimeError } from "@bufbuild/protovalidate";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, test } from "vitest";
import { all, errorOf, keptLog, memoryCalls } from "../testing/memory-calls.ts";
import { ErrorInfoSchema } from "../third-party/google/rpc/error_details_pb.ts";
import { mapErrors } from "./map-errors.ts";
import { type ErrorMapping } from "./reasoned-error.ts";
import { validateRequests } from "./validate-requests.ts";

class Sold extends Error {}

const errors: ErrorMapping = {
  domain: "shop.breakwater.example",
  refusalOf: (thrown) => {
    return thrown instanceof Sold ? { code: Code.NotFound, reason: "SOLD", message: "It is sold." } : undefined;
  },
};

describe("what was thrown becomes", () => {
  const table: { name: string; thrown: unknown; code: Code; logged: boolean }[] = [
    { name: "its own code, for a fault of the domain", thrown: new Sold(), code: Code.NotFound, logged: false },
    { name: "Internal, for any error", thrown: new Error("SELECT secret"), code: Code.Internal, logged: true },
    { name: "Internal, for no error at all", thrown: undefined, code: Code.Internal, logged: true },
    {
      name: "Internal, for a rule that cannot be evaluated",
      thrown: new RuntimeError("secret"),
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
    test(`an error: ${name}`, async () => {
      const { log, lines } = keptLog();
      const { books } = memoryCalls({
        server: [mapErrors({ log, errors })],
        recommend: () => Promise.reject(thrown),
        async *watchRecommendations() {
          yield {};
          throw thrown;
        },
      });
      for (const call of [() => books.recommend({}), () => all(books.watchRecommendations({}))]) {
        const error = await errorOf(call());
        expect(error.code).toBe(code);
        expect(error.message).not.toContain("secret");
      }
      expect(lines().map(({ level }) => level)).toEqual(logged ? ["error", "error"] : []);
    });
  }
});

test("the id that a caller gets for an unknown error stands in the log beside the cause", async () => {
  const { log, lines } = keptLog();
  const { books } = memoryCalls({
    server: [mapErrors({ log, errors })],
    recommend: () => Promise.reject(new Error("disk full")),
  });
  const [info] = (await errorOf(books.recommend({}))).findDetails(ErrorInfoSchema);
  expect(info).toMatchObject({ reason: "INTERNAL", domain: "shop.breakwater.example" });
  expect(lines()).toMatchObject([
    { error_id: info?.metadata["error_id"], error: expect.stringContaining("disk full") },
  ]);
});

test("a broken rule is INVALID_REQUEST with its first violation, and has all of them", async () => {
  const { books } = memoryCalls({ server: [mapErrors({ log: keptLog().log, errors }), validateRequests()] });
  const error = await errorOf(books.recommend({ userId: "", pageSize: -1 }));
  expect(error.code).toBe(Code.InvalidArgument);
  expect(error.findDetails(ErrorInfoSchema)).toMatchObject([
    { reason: "INVALID_REQUEST", metadata: { field: "user_id", rule: "string.min_len" } },
  ]);
  const [violations] = error.findDetails(ViolationsSchema);
  expect(violations?.violations.map(({ ruleId }) => ruleId)).toEqual(["string.min_len", "int32.gte"]);
});
