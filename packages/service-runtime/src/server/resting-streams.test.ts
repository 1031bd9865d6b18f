import { Code, type ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { startAttacked } from "../testing/attacked-service.ts";
import { all, errorOf } from "../testing/memory-calls.ts";
import { ServerReflection } from "../third-party/grpc/reflection/v1/reflection_pb.ts";

test("a stream of requests may rest once it has begun, and has to begin in time", async () => {
  await using attacked = await startAttacked("cleartext", { REFLECTION: "true", STALL_TIMEOUT_MS: "200" });
  const client = createClient(ServerReflection, createGrpcTransport({ baseUrl: attacked.service.url }));
  const gate: PromiseWithResolvers<void> = Promise.withResolvers();
  async function* resting(): AsyncGenerator<{ host: string }> {
    yield { host: "first" };
    await gate.promise;
    yield { host: "second" };
  }
  async function* silent(): AsyncGenerator<{ host: string }> {
    await gate.promise;
    yield { host: "late" };
  }
  const answers = client.serverReflectionInfo(resting())[Symbol.asyncIterator]();
  expect((await answers.next()).value?.validHost).toBe("first");
  // Begins later, and has had its time when it is refused: the other one has rested for longer.
  const refused: ConnectError = await errorOf(all(client.serverReflectionInfo(silent())));
  expect(refused.code).toBe(Code.DeadlineExceeded);
  expect(await attacked.exceeded("body_time")).toBe(1);
  gate.resolve();
  expect((await answers.next()).value?.validHost).toBe("second");
  expect((await answers.next()).done).toBe(true);
});
