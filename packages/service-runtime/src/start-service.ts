import type { Interceptor } from "@connectrpc/connect";
import { setTimeout } from "node:timers/promises";
import type { Application } from "./application.ts";
import { type TlsSource, openCallPort } from "./call-port.ts";
import { ConfigurationFault } from "./configuration/configuration-fault.ts";
import type { Registry } from "prom-client";
import type { BuildInfo } from "./build-info.ts";
import { HealthState } from "./health/health-state.ts";
import type { ErrorMapping } from "./interceptors/reasoned-error.ts";
import { type ServerParts, serverInterceptors } from "./interceptors/server-interceptors.ts";
import { createMetrics } from "./metrics.ts";
import type { RuntimeConfiguration } from "./runtime-settings.ts";
import { listenForOperators } from "./server/admin-port.ts";
import type { Log } from "./server/log.ts";
import { readCredentials } from "./tls/read-credentials.ts";
import { tlsFilesOf } from "./tls/tls-settings.ts";

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
  /** Whether it has certificates, for its port or for calls of other services. */
  readonly hasCertificates: boolean;
  /** Reads the certificates again, for connections to come. They are also read when their files change. */
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
  const { adminHost, adminPort, drainTimeoutMs, drainPauseMs } = configuration;
  const draining = new AbortController();
  const build = { ...release, commit: configuration.commit };
  const metrics = createMetrics(build);
  const health = new HealthState();
  log.setLevel(configuration.logLevel);
  log.setFields({ version: build.version, commit: build.commit });
  const application = await open({
    configuration,
    log,
    draining: draining.signal,
    metrics,
    interceptors: (errors) => serverInterceptors({ log, errors, build, metrics, ...limitsOf(configuration) }),
    setAble: (isAble) => health.setAble(isAble),
  });
  opened.defer(() => application.close());
  health.add(application.services.map(({ typeName }) => typeName));
  const tls = readTls(configuration);
  const operators = { host: adminHost, port: adminPort, health, metrics, build, limits: configuration };
  const admin = opened.use(await listenForOperators(operators));
  const observed = { log, metrics, build, health };
  const port = opened.use(
    await openCallPort({ configuration, application, tls, ending: draining.signal, ...observed }),
  );
  opened.defer(async () => {
    const cut = await port.drain(drainTimeoutMs);
    if (cut > 0) log.error("drain timed out", { calls_cut: cut, drain_timeout_ms: drainTimeoutMs });
  });
  opened.defer(() => {
    draining.abort();
    application.endStreams();
  });
  opened.defer(async () => {
    health.set("not serving");
    if (drainPauseMs > 0) await setTimeout(drainPauseMs);
  });
  health.set("serving");
  const resources = opened.move();
  return {
    url: port.url,
    adminUrl: admin.url,
    certificateExpiry: () => port.certificateExpiry(),
    hasCertificates: tls !== undefined || application.reload !== undefined,
    reload: () => {
      port.reload();
      application.reload?.();
    },
    drain: () => resources.disposeAsync(),
  };
}

/** What a TLS port begins with, and where it is from; undefined for cleartext. */
function readTls(configuration: RuntimeConfiguration): TlsSource | undefined {
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
