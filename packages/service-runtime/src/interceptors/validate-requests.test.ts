import { RuntimeError, createValidator } from "@bufbuild/protovalidate";
import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { all, errorOf, keptLog, memoryCalls, questions } from "../testing/memory-calls.ts";
import { mapErrors } from "./map-errors.ts";
import { validateRequests } from "./validate-requests.ts";

test("a request that breaks a rule does not reach its method, and others do", async () => {
  let reached = 0;
  const { books } = memoryCalls({
    server: [validateRequests()],
    recommend: () => {
      reached += 1;
      return {};
    },
    async *watchRecommendations() {
      reached += 1;
      yield {};
    },
  });
  expect((await errorOf(books.recommend({}))).code).toBe(Code.InvalidArgument);
  expect((await errorOf(all(books.watchRecommendations({})))).code).toBe(Code.InvalidArgument);
  expect(reached).toBe(0);
  await books.recommend({ userId: "ann" });
  await all(books.watchRecommendations({ userId: "ann" }));
  expect(reached).toBe(2);
});

test("a rule that cannot be evaluated is Internal, and on a stream each message is looked at", async () => {
  const { log, lines } = keptLog();
  const error = new RuntimeError("the rule divides by zero");
  const validator = createValidator();
  let left = 2;
  const failing: typeof validator = {
    ...validator,
    validate: (schema, message) => {
      left -= 1;
      return left > 0 ? validator.validate(schema, message) : { kind: "error", message, error, violations: undefined };
    },
  };
  const errors = { domain: "d", refusalOf: () => undefined };
  const { reflection } = memoryCalls({ server: [mapErrors({ log, errors }), validateRequests(failing)] });
  const read: string[] = [];
  const call = async (): Promise<void> => {
    for await (const { validHost } of reflection.serverReflectionInfo(questions("a", "b", "c"))) read.push(validHost);
  };
  expect((await errorOf(call())).code).toBe(Code.Internal);
  expect(read).toEqual(["a"]);
  expect(lines()).toMatchObject([{ error: expect.stringContaining("divides by zero") }]);
});
