import { BookCategory, RecommendationsService } from "@breakwater/recommendations/v1";
import { RecommendationsService as V2 } from "@breakwater/recommendations/v2";
import { type RunningService, startService, temporaryFolder } from "@breakwater/testkit";
import { type Client, Code, ConnectError, type Transport, createClient } from "@connectrpc/connect";
import { expect } from "vitest";
import { entry, startRecommendations } from "./recommendations-process.ts";

/** Two instances that are restarted in turn, and what is asked of them meanwhile. */
export interface RestartPlan {
  readonly restarts: number;
  /** Calls that are made all the time. */
  readonly inFlight: number;
  /** Streams that are open all the time. */
  readonly streams: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes the transport of a client of an instance. */
  readonly connect: (url: string) => Transport;
}

/** What the callers saw. */
export interface RestartCounts {
  readonly calls: number;
  /** Streams that were opened again, each because its instance said so. */
  readonly reopened: number;
  /** How often each error was seen that no caller may see. */
  readonly errors: Readonly<Record<string, number>>;
}

interface Instance {
  readonly books: Client<typeof RecommendationsService>;
  readonly watches: Client<typeof V2>;
}

/** Restarts both instances in turn, each with one signal and on its port and data, while callers balance between them. */
export async function restartInTurn({ env, connect, ...plan }: RestartPlan): Promise<RestartCounts> {
  using first = temporaryFolder();
  using second = temporaryFolder();
  const folders = [first, second];
  const services: RunningService[] = [];
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => void (await Promise.all(services.map((service) => service[Symbol.asyncDispose]()))));
  for (const { path } of folders) services.push(await startRecommendations(path, env));
  const instances = services.map(({ url }): Instance => {
    const transport = connect(url);
    return { books: createClient(RecommendationsService, transport), watches: createClient(V2, transport) };
  });
  const callers = new Callers(instances);
  const all = [
    ...Array.from({ length: plan.inFlight }, async (_, index) => await callers.call(index)),
    ...Array.from({ length: plan.streams }, async (_, index) => await callers.watch(index)),
  ];
  for (let restart = 0; restart < plan.restarts; restart += 1) {
    const position = restart % services.length;
    services[position] = await restarted(services[position], { ...env, DATA_DIR: folders[position]?.path ?? "" });
  }
  callers.over.abort();
  await Promise.all(all);
  return callers.counts();
}

/** Callers that balance: an instance that is unavailable is the other one's turn. */
class Callers {
  readonly over: AbortController = new AbortController();
  readonly #instances: readonly Instance[];
  readonly #errors = new Map<string, number>();
  #calls = 0;
  #reopened = 0;

  constructor(instances: readonly Instance[]) {
    this.#instances = instances;
  }

  counts(): RestartCounts {
    return { calls: this.#calls, reopened: this.#reopened, errors: Object.fromEntries(this.#errors) };
  }

  /** Makes one call after the other. */
  async call(index: number): Promise<void> {
    while (!this.#isOver()) {
      this.#calls += 1;
      await this.#recommend(index + this.#calls).catch((error: unknown) => this.#note(error));
    }
  }

  /** Keeps a stream open. */
  async watch(index: number): Promise<void> {
    for (let attempt = index; !this.#isOver(); attempt += 1) {
      const error = await this.#watchOnce(attempt, `reader-${index}`);
      if (this.#isOver()) return;
      if (ConnectError.from(error).code === Code.Unavailable) this.#reopened += 1;
      else this.#note(error);
    }
  }

  /** Resolves with what ended the stream. */
  async #watchOnce(turn: number, userId: string): Promise<unknown> {
    try {
      const { signal } = this.over;
      // The messages matter to nobody.
      for await (const _ of this.#instanceOf(turn).watches.watchRecommendations({ userId }, { signal }));
      return new Error("the stream ended without a reason");
    } catch (error) {
      return error;
    }
  }

  #isOver(): boolean {
    return this.over.signal.aborted;
  }

  async #recommend(first: number): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#instanceOf(first + attempt).books.recommend({ userId: 7, category: BookCategory.MYSTERY });
        return;
      } catch (error) {
        if (ConnectError.from(error).code !== Code.Unavailable || attempt > 3) throw error;
      }
    }
  }

  #instanceOf(turn: number): Instance {
    const instance = this.#instances[turn % this.#instances.length];
    if (instance === undefined) throw new Error("there is no instance");
    return instance;
  }

  #note(error: unknown): void {
    const message = String(error);
    this.#errors.set(message, (this.#errors.get(message) ?? 0) + 1);
  }
}

/** Drains a process and starts another one in its place, on the same port and data. */
async function restarted(
  service: RunningService | undefined,
  env: Readonly<Record<string, string>>,
): Promise<RunningService> {
  if (service === undefined) throw new Error("there is no such instance");
  const { port } = new URL(service.url);
  service.kill("SIGTERM");
  expect(await service.exited).toEqual({ code: 0, signal: null });
  return await startService({ entry, env: { ...env, PORT: port, ADMIN_PORT: "0" } });
}
