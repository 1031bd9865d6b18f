import {
  type Backend,
  type BackendConfiguration,
  type BackendOptions,
  type Log,
  connectBackend,
} from "@breakwater/service-runtime";
import type { Registry } from "prom-client";
import type { Recommendations } from "../domain/recommendations.ts";
import { recommendationsV1 } from "./recommendations-v1.ts";
import { recommendationsV2 } from "./recommendations-v2.ts";

/** Where the recommendations service is, and how it is called. */
export interface RecommendationsOptions {
  readonly backend: BackendConfiguration;
  /** The TLS of the shop's own port, whose files serve for calls too where it is mutual. */
  readonly own: NonNullable<BackendOptions["own"]>;
  readonly version: "v1" | "v2";
  /** Deadline of a call, milliseconds. */
  readonly timeoutMs: number;
  readonly log: Log;
  readonly metrics: Registry;
}

/** The recommendations service, and what to close in the end. */
export interface ConnectedRecommendations extends Disposable {
  readonly recommendations: Recommendations;
  /** Reads the certificates for calls again; undefined in cleartext. */
  readonly reload: (() => void) | undefined;
}

// The variables of the settings begin with it.
const prefix = "RECOMMENDATIONS";
// Readers wait: one more try, soon, and then what is remembered.
const retry = { retries: 1, firstDelayMs: 30, longestDelayMs: 100, failuresToOpen: 5, openMs: 3000 };

/**
 * Prepares calls to the recommendations service, which need not run yet. Streams have a connection of their own: there
 * is a most of streams on each, and live lists must not use up those that calls need.
 */
export function connectRecommendations(options: RecommendationsOptions): ConnectedRecommendations {
  const { backend, own, version, timeoutMs, log, metrics } = options;
  using opened = new DisposableStack();
  const backends: Backend[] = [];
  const open = (): Backend => {
    const opening = opened.use(connectBackend({ prefix, retry, backend, own, log, metrics }));
    backends.push(opening);
    return opening;
  };
  const { transport } = open();
  const recommendations =
    version === "v1"
      ? recommendationsV1({ transport, timeoutMs })
      : recommendationsV2({ transport, streams: open().transport, timeoutMs });
  const resources = opened.move();
  const isSecure = backend.url.startsWith("https:");
  const reload = isSecure ? (): void => backends.forEach((one) => one.reload()) : undefined;
  return { recommendations, reload, [Symbol.dispose]: () => resources.dispose() };
}
