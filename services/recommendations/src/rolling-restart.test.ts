import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { refusedStreamIsUnavailable } from "@breakwater/service-runtime";
import { type RunningService, startService, temporaryFolder } from "@breakwater/testkit";
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { expect, test } from "vitest";
import { entry, startRecommendations } from "./testing/recommendations-process.ts";

const inFlight = 200;
const restarts = 20;

type Instance = Client<typeof RecommendationsService>;

function clientOf(url: string): Instance {
  return createClient(
    RecommendationsService,
    createGrpcTransport({ baseUrl: url, interceptors: [refusedStreamIsUnavailable] }),
  );
}

/** Asks the instances in turn: one that is unavailable is the other one's turn, as with any client that balances. */
async function recommend(instances: readonly Instance[], first: number): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await instances[(first + attempt) % instances.length]?.recommend({ userId: 7, category: BookCategory.MYSTERY });
      return;
    } catch (error) {
      if (ConnectError.from(error).code !== Code.Unavailable || attempt > 3) throw error;
    }
  }
}

test(
  `${restarts} restarts in turn under ${inFlight} calls in flight: no caller sees an error`,
  { timeout: 180_000 },
  async () => {
    using first = temporaryFolder();
    using second = temporaryFolder();
    const folders = [first, second];
    const services: RunningService[] = [];
    await using stack = new AsyncDisposableStack();
    stack.defer(async () => void (await Promise.all(services.map((service) => service[Symbol.asyncDispose]()))));
    for (const { path } of folders) services.push(await startRecommendations(path));
    const instances = services.map(({ url }) => clientOf(url));
    const counts = { calls: 0, errors: new Map<string, number>() };
    const over = new AbortController();
    const callers = Array.from({ length: inFlight }, async (_, index) => {
      while (!over.signal.aborted) {
        counts.calls += 1;
        await recommend(instances, index + counts.calls).catch((error: unknown) => {
          const message = String(error);
          counts.errors.set(message, (counts.errors.get(message) ?? 0) + 1);
        });
      }
    });
    for (let restart = 0; restart < restarts; restart += 1) {
      const position = restart % services.length;
      services[position] = await restarted(services[position], folders[position]?.path ?? "");
    }
    over.abort();
    await Promise.all(callers);
    console.log(`rolling restart: ${restarts} restarts, ${counts.calls} calls, ${counts.errors.size} kinds of errors`);
    expect(Object.fromEntries(counts.errors)).toEqual({});
    // Each restart took place while calls were made.
    expect(counts.calls).toBeGreaterThan(inFlight * restarts);
  },
);

/** Drains a process and starts another one in its place, on the same port and data. */
async function restarted(service: RunningService | undefined, dataDir: string): Promise<RunningService> {
  if (service === undefined) throw new Error("there is no such instance");
  const { port } = new URL(service.url);
  service.kill("SIGTERM");
  expect(await service.exited).toEqual({ code: 0, signal: null });
  return await startService({ entry, env: { PORT: port, ADMIN_PORT: "0", DATA_DIR: dataDir } });
}
