import type { DescService } from "@bufbuild/protobuf";
import type { Interceptor } from "@connectrpc/connect";
import { setTimeout } from "node:timers/promises";
import { ConfigurationFault } from "./configuration/configuration-fault.ts";
import type { Registry } from "prom-client";
import type { BuildInfo } from "./build-info.ts";
import { HealthState } from "./health/health-state.ts";
import { createInfrastructure } from "./infrastructure.ts";
import type { ErrorMapping } from "./interceptors/reasoned-error.ts";
import {
  type ServerParts,
  infrastructureInterceptors,
  serverInterceptors,
} from "./interceptors/server-interceptors.ts";
import { createMetrics, observeCertificate } from "./metrics.ts";
import type { CallLimits } from "./overload/call-limits.ts";
import { shedCalls } from "./overload/shed-calls.ts";
import type { RuntimeConfiguration } from "./runtime-settings.ts";
import { listenForOperators } from "./server/admin-port.ts";
import type { Api } from "./server/api.ts";
import type { RequestListener } from "./server/http.ts";
import { reportLimits } from "./server/limit-report.ts";
import type { Log } from "./server/log.ts";
import { listen } from "./server/one-port.ts";
import { countRefused } from "./server/refused-calls.ts";
import { createRequestListener } from "./server/request-listener.ts";
import { type WatchOptions, watchCredentials } from "./tls/credentials-watch.ts";
import { readCredentials } from "./tls/read-credentials.ts";
import { tlsFilesOf } from "./tls/tls-settings.ts";

/** What a service is made of, beside its runtime. */
export interface Application {
  /** What it answers by calls, if it does. */
  readonly api?: Api;
  /** Answers every path that is no call, such as pages for browsers; without it those are not found. */
  readonly http?: RequestListener;
  /** The services that the API routes, for health and reflection. */
  readonly services: readonly DescService[];
  /** Ends the streams that are open, so that their clients connect to another instance. */
  readonly endStreams: () => void;
  /** Closes what was opened; the last thing of a shutdown. */
  readonly close: () => Promise<void> | void;
}

/** What a service is opened with. */
export interface RuntimeParts<Configuration> {
  readonly configuration: Configuration;
  readonly log: Log;
  /** Once aborted, new calls must be refused as unavailable; those that have begun go on. */
  readonly draining: AbortSignal;
  /** Metrics of the process, for those of the service too. */
  readonly metrics: Registry;
  /** What every call runs through, the outermost first; once for a service. */
  readonly interceptors: (errors: ErrorMapping) => Interceptor[];
  /** Says whether what the service stands on can be reached, true at first; readiness and health turn with it. */
  readonly setAble: (isAble: boolean) => void;
}

/** What a service is started with. */
export interface StartOptions<Configuration> {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly release: Omit<BuildInfo, "commit">;
}

/** A service that takes calls. */
export interface Service {
  /** Base address for clients, without a slash at its end. */
  readonly url: string;
  /** Base address for probes and operators. */
  readonly adminUrl: string;
  /** When the certificate that callers see ends; undefined in cleartext. */
  certificateExpiry(): Date | undefined;
  /** Reads the certificates again, for connections to come. They are also read when their files change; in cleartext there are none. */
  reload(): void;
  /**
   * Shuts down in this order: readiness and health turn false; after the pause new calls are refused and streams end;
   * the port no longer accepts and HTTP/2 clients are told to go; calls in flight finish, for at most the drain timeout;
   * the private port and the application close.
   */
  drain(): Promise<void>;
}

/** Opens a service: first what it stands on, then its ports. What was opened is closed when a later step fails. */
export async function startService<Configuration extends RuntimeConfiguration>(
  { configuration, log, release }: StartOptions<Configuration>,
  open: (parts: RuntimeParts<Configuration>) => Promise<Application>,
): Promise<Service> {
  await using opened = new AsyncDisposableStack();
  const draining = new AbortController();
  const build = { ...release, commit: configuration.commit };
  const metrics = createMetrics(build);
  log.setLevel(configuration.logLevel);
  log.setFields({ version: build.version, commit: build.commit });
  let isAble = true;
  let health: HealthState | undefined;
  const application = await open({
    configuration,
    log,
    draining: draining.signal,
    metrics,
    interceptors: (errors) => serverInterceptors({ log, errors, build, metrics, ...limitsOf(configuration) }),
    setAble: (value) => {
      isAble = value;
      health?.setAble(value);
    },
  });
  opened.defer(() => application.close());
  const state = new HealthState(application.services.map(({ typeName }) => typeName));
  state.setAble(isAble);
  health = state;
  const tls = readTls(configuration);
  const { host, port, adminHost, adminPort, drainTimeoutMs, drainPauseMs, corsOrigins, reflection } = configuration;
  const { streamMaxAgeMs, stallTimeoutMs, requestTimeoutMs } = configuration;
  const admin = opened.use(
    await listenForOperators({
      host: adminHost,
      port: adminPort,
      health: state,
      metrics,
      build,
      limits: configuration,
    }),
  );
  const { signal: ending } = draining;
  const interceptors = infrastructureInterceptors({ log, build, metrics });
  const services = reflection ? application.services : undefined;
  const infrastructure = createInfrastructure({ health: state, services, ending, streamMaxAgeMs, interceptors });
  const report = reportLimits(metrics, log);
  const { api, http } = application;
  const apis = api === undefined ? [infrastructure] : [api, infrastructure];
  const readMaxBytes = configuration.maxRequestMib * 1024 * 1024;
  const bodyTimes = { stallMs: stallTimeoutMs, wholeMs: requestTimeoutMs };
  const shedder = opened.use(shedCalls(callLimitsOf(configuration), log));
  const refused = countRefused(log, metrics);
  const calls = { readMaxBytes, report, bodyTimes, shedder, refused, draining: ending };
  const onRequest = createRequestListener({ apis, http, log, corsOrigins, ...calls });
  const secure = tls && { credentials: tls.current, log };
  const listener = await listen({ host, port, onRequest, limits: configuration, report, tls: secure });
  const watch =
    tls && watchCredentials({ ...tls, log, onChange: (credentials) => listener.replaceCredentials(credentials) });
  opened.use(watch);
  if (tls !== undefined) observeCertificate(metrics, () => listener.certificateExpiry());
  opened.defer(async () => {
    const cut = await listener.drain(drainTimeoutMs);
    if (cut > 0) log.error("drain timed out", { calls_cut: cut, drain_timeout_ms: drainTimeoutMs });
  });
  opened.defer(() => {
    draining.abort();
    application.endStreams();
  });
  opened.defer(async () => {
    state.set("not serving");
    if (drainPauseMs > 0) await setTimeout(drainPauseMs);
  });
  state.set("serving");
  const resources = opened.move();
  return {
    url: listener.url,
    adminUrl: admin.url,
    certificateExpiry: () => listener.certificateExpiry(),
    reload: () => watch?.reload(),
    drain: () => resources.disposeAsync(),
  };
}

function callLimitsOf({ maxCallsInFlight, maxStreamsInFlight }: RuntimeConfiguration): CallLimits {
  return { calls: maxCallsInFlight, streams: maxStreamsInFlight };
}

/** What a TLS port begins with, and where it is from; undefined for cleartext. */
function readTls(configuration: RuntimeConfiguration): Omit<WatchOptions, "log" | "onChange"> | undefined {
  const files = tlsFilesOf(configuration);
  if (files === undefined) return undefined;
  // Read again after the configuration was checked: the files may have changed in between.
  const { credentials, faults } = readCredentials(files);
  if (credentials === undefined) throw new ConfigurationFault(faults.join("\n"));
  return { files, current: credentials, warningDays: configuration.tlsExpiryWarningDays };
}

type InterceptorLimits = Required<Pick<ServerParts, "access" | "deadlines" | "streamMaxAgeMs">>;

function limitsOf(configuration: RuntimeConfiguration): InterceptorLimits {
  const { bearerTokens, allowedCallers, requestTimeoutMs, maxRequestTimeoutMs, streamMaxAgeMs } = configuration;
  return {
    streamMaxAgeMs,
    access: { tokens: bearerTokens, rules: allowedCallers },
    deadlines: { defaultMs: requestTimeoutMs, maxMs: maxRequestTimeoutMs },
  };
}
