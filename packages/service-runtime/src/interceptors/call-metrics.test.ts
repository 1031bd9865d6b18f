import { Code, ConnectError } from "@connectrpc/connect";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics } from "../metrics.ts";
import { all, errorOf, memoryCalls, questions } from "../testing/memory-calls.ts";
import { measureCalls } from "./call-metrics.ts";

async function valuesOf(registry: Registry, name: string): Promise<string[]> {
  const lines = (await registry.metrics()).split("\n");
  return lines.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length));
}

const service = 'service="recommendations.v2.RecommendationsService"';

test("calls of all kinds are counted by code, on a server and on a client", async () => {
  for (const side of ["server", "client"] as const) {
    const registry = new Registry();
    const { books, reflection } = memoryCalls({
      [side]: [measureCalls(registry, side)],
      recordFeedback: () => {
        throw new ConnectError("no", Code.NotFound);
      },
    });
    await books.recommend({ userId: "ann" });
    await errorOf(books.recordFeedback({}));
    await all(books.watchRecommendations({}));
    await all(reflection.serverReflectionInfo(questions("a", "b")));
    expect(await valuesOf(registry, `rpc_${side}_calls_total`)).toEqual([
      `{${service},method="Recommend",code="ok"} 1`,
      `{${service},method="RecordFeedback",code="not_found"} 1`,
      `{${service},method="WatchRecommendations",code="ok"} 1`,
      `{service="grpc.reflection.v1.ServerReflection",method="ServerReflectionInfo",code="ok"} 1`,
    ]);
    expect(await valuesOf(registry, `rpc_${side}_request_bytes_sum`)).toContain(`{${service},method="Recommend"} 5`);
    expect(await valuesOf(registry, `rpc_${side}_call_duration_seconds_count`)).toHaveLength(4);
  }
});

test("interceptors of one registry count together", async () => {
  const registry = new Registry();
  for (let client = 0; client < 2; client += 1) {
    await memoryCalls({ client: [measureCalls(registry, "client")] }).books.recommend({ userId: "ann" });
  }
  expect(await valuesOf(registry, "rpc_client_calls_total")).toEqual([`{${service},method="Recommend",code="ok"} 2`]);
});

test("a call is in flight until it ends, and none stays so after a failure", async () => {
  const registry = new Registry();
  const during: string[][] = [];
  const { books } = memoryCalls({
    server: [measureCalls(registry, "server")],
    async *watchRecommendations() {
      during.push(await valuesOf(registry, "rpc_server_calls_in_flight"));
      yield {};
      throw new Error("lost");
    },
  });
  await errorOf(all(books.watchRecommendations({})));
  expect(during).toEqual([[`{${service},method="WatchRecommendations"} 1`]]);
  expect(await valuesOf(registry, "rpc_server_calls_in_flight")).toEqual([
    `{${service},method="WatchRecommendations"} 0`,
  ]);
});

test("metrics of a process tell which build runs", async () => {
  const registry = createMetrics({ name: "books", version: "1.2.3", commit: "0123abc" });
  expect(await valuesOf(registry, "build_info")).toEqual(['{service="books",version="1.2.3",commit="0123abc"} 1']);
  expect(await valuesOf(registry, "process_cpu_seconds_total")).toHaveLength(1);
});
