import type { Configuration } from "../settings.ts";
import { Recommender } from "../domain/recommender.ts";
import { createApi } from "../rpc/routes.ts";
import { books } from "../store/books.ts";
import { openSqliteStore } from "../store/sqlite.ts";
import type { Log } from "./log.ts";
import { listen } from "./one-port.ts";
import { createRequestListener } from "./request-listener.ts";

/** A service that takes calls. */
export interface Service {
  /** Base address for clients, without a slash at its end. */
  readonly url: string;
  /**
   * Shuts down in this order: refuse new calls, end watches with SHUTTING_DOWN, stop accepting, wait for calls in
   * flight for at most the drain timeout, close the store.
   */
  drain(): Promise<void>;
}

const MIB = 1024 * 1024;

/** Opens the store, then the port. What was opened is closed again when a later step fails. */
export async function startService(configuration: Configuration, log: Log): Promise<Service> {
  await using opened = new AsyncDisposableStack();
  const store = openSqliteStore(configuration.dataDir, books);
  opened.defer(() => store.close());
  const recommender = await Recommender.create({ store });
  const draining = new AbortController();
  const readMaxBytes = configuration.maxRequestMib * MIB;
  const api = createApi({ recommender, log, draining: draining.signal, readMaxBytes });
  const { host, port } = configuration;
  const listener = await listen({ host, port, onRequest: createRequestListener(api, log) });
  opened.defer(async () => {
    const cut = await listener.drain(configuration.drainTimeoutMs);
    if (cut > 0) log.error("drain timed out", { calls_cut: cut, drain_timeout_ms: configuration.drainTimeoutMs });
  });
  opened.defer(() => {
    draining.abort();
    recommender.shutDown();
  });
  const resources = opened.move();
  return { url: listener.url, drain: () => resources.disposeAsync() };
}
