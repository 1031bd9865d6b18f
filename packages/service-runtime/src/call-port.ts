import type { Registry } from "prom-client";
import type { Application } from "./application.ts";
import type { BuildInfo } from "./build-info.ts";
import type { HealthState } from "./health/health-state.ts";
import { createInfrastructure } from "./infrastructure.ts";
import { infrastructureInterceptors } from "./interceptors/server-interceptors.ts";
import { observeCertificate } from "./metrics.ts";
import { shedCalls } from "./overload/shed-calls.ts";
import type { RuntimeConfiguration } from "./runtime-settings.ts";
import type { Api } from "./server/api.ts";
import { reportLimits } from "./server/limit-report.ts";
import type { Log } from "./server/log.ts";
import { type Listener, listen } from "./server/one-port.ts";
import { countRefused } from "./server/refused-calls.ts";
import { createRequestListener } from "./server/request-listener.ts";
import { type WatchOptions, watchCredentials } from "./tls/credentials-watch.ts";

/** What a TLS port begins with, and where it is from. */
export type TlsSource = Omit<WatchOptions, "log" | "onChange">;

/** What the port for calls is made of. */
export interface CallPortParts {
  readonly configuration: RuntimeConfiguration;
  readonly application: Application;
  /** Undefined for cleartext. */
  readonly tls: TlsSource | undefined;
  /** Aborted when new calls are refused and streams have to end. */
  readonly ending: AbortSignal;
  readonly log: Log;
  readonly metrics: Registry;
  readonly build: BuildInfo;
  readonly health: HealthState;
}

/** The port for calls; disposing it ends what watches it, and not the port, which drains. */
export interface CallPort extends Disposable, Pick<Listener, "url" | "certificateExpiry" | "drain"> {
  /** Reads the certificates again, for connections to come; in cleartext there are none. */
  reload(): void;
}

/** Opens the port for calls, with the limits of the configuration, and keeps its certificates up to date. */
export async function openCallPort(parts: CallPortParts): Promise<CallPort> {
  const { configuration, tls, log, metrics, ending } = parts;
  const { host, port, corsOrigins, maxCallsInFlight, maxStreamsInFlight } = configuration;
  using opened = new DisposableStack();
  const report = reportLimits(metrics, log);
  const onRequest = createRequestListener({
    apis: apisOf(parts),
    http: parts.application.http,
    log,
    corsOrigins,
    report,
    readMaxBytes: configuration.maxRequestMib * 1024 * 1024,
    bodyTimes: { stallMs: configuration.stallTimeoutMs, wholeMs: configuration.requestTimeoutMs },
    shedder: opened.use(shedCalls({ calls: maxCallsInFlight, streams: maxStreamsInFlight }, log)),
    refused: countRefused(log, metrics),
    draining: ending,
  });
  const secure = tls && { credentials: tls.current, log };
  const listener = await listen({ host, port, onRequest, limits: configuration, report, tls: secure });
  const watch =
    tls && watchCredentials({ ...tls, log, onChange: (credentials) => listener.replaceCredentials(credentials) });
  opened.use(watch);
  if (tls !== undefined) observeCertificate(metrics, () => listener.certificateExpiry());
  const resources = opened.move();
  return {
    url: listener.url,
    certificateExpiry: () => listener.certificateExpiry(),
    reload: () => watch?.reload(),
    drain: async (timeoutMs) => await listener.drain(timeoutMs),
    [Symbol.dispose]: () => resources.dispose(),
  };
}

/** The service's own API, and what every server answers. */
function apisOf({ configuration, application, health, ending, log, build, metrics }: CallPortParts): Api[] {
  const infrastructure = createInfrastructure({
    health,
    services: configuration.reflection ? application.services : undefined,
    ending,
    streamMaxAgeMs: configuration.streamMaxAgeMs,
    interceptors: infrastructureInterceptors({ log, build, metrics }),
  });
  return application.api === undefined ? [infrastructure] : [application.api, infrastructure];
}
