import { flag, integer, listOf, nonEmpty, oneOf } from "./configuration/text-types.ts";
import type { SettingsOf } from "./configuration/setting.ts";
import { type TlsConfiguration, tlsSettings } from "./tls/tls-settings.ts";
import { type AccessRule, type BearerToken, accessRule, bearerToken } from "./interceptors/access-rules.ts";
import { type ConnectionLimits, limitSettings } from "./server/limits.ts";
import { type LogLevel, logLevels } from "./server/log.ts";

/** What each service can be told by its operator, beside what is its own. */
export interface RuntimeConfiguration extends TlsConfiguration, ConnectionLimits {
  readonly host: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  readonly drainPauseMs: number;
  readonly drainTimeoutMs: number;
  readonly maxRequestMib: number;
  readonly maxCallsInFlight: number;
  readonly maxStreamsInFlight: number;
  readonly corsOrigins: readonly string[];
  readonly reflection: boolean;
  readonly requestTimeoutMs: number;
  readonly maxRequestTimeoutMs: number;
  readonly streamMaxAgeMs: number;
  readonly bearerTokens: readonly BearerToken[];
  readonly allowedCallers: readonly AccessRule[];
  readonly logLevel: LogLevel;
  readonly commit: string;
}

/** The part of a configuration table that all services have. */
export const runtimeSettings: SettingsOf<RuntimeConfiguration> = {
  host: {
    name: "HOST",
    default: "127.0.0.1",
    meaning: "Address or host name to listen on.",
    ...nonEmpty("an address"),
  },
  port: {
    name: "PORT",
    default: "8080",
    meaning: "TCP port for calls; 0 takes any free one.",
    ...integer(0, 65_535),
  },
  ...tlsSettings,
  adminHost: {
    name: "ADMIN_HOST",
    default: "127.0.0.1",
    meaning: "Address of the private port, for probes and operators and not for callers.",
    ...nonEmpty("an address"),
  },
  adminPort: {
    name: "ADMIN_PORT",
    default: "8081",
    meaning: "Private TCP port with /livez, /readyz, /metrics and /version; 0 takes any free one.",
    ...integer(0, 65_535),
  },
  drainPauseMs: {
    name: "DRAIN_PAUSE_MS",
    default: "0",
    meaning: "Time, in milliseconds, between the end of readiness and the end of accepting, for balancers to notice.",
    ...integer(0, 600_000),
  },
  drainTimeoutMs: {
    name: "DRAIN_TIMEOUT_MS",
    default: "30000",
    meaning: "Longest time, in milliseconds, that calls in flight get to finish at a shutdown.",
    ...integer(0, 600_000),
  },
  maxRequestMib: {
    name: "MAX_REQUEST_MIB",
    default: "4",
    meaning: "Largest request message, in MiB, after it is decompressed.",
    ...integer(1, 64),
  },
  maxCallsInFlight: {
    name: "MAX_CALLS_IN_FLIGHT",
    default: "1024",
    meaning:
      "Unary calls that may be under way at a time; others are refused as resource_exhausted and told when to come back.",
    ...integer(1, 1_000_000),
  },
  maxStreamsInFlight: {
    name: "MAX_STREAMS_IN_FLIGHT",
    default: "4096",
    meaning: "The same for calls with a stream, which stay open and do little, and so count by themselves.",
    ...integer(1, 1_000_000),
  },
  corsOrigins: {
    name: "CORS_ORIGINS",
    default: "",
    meaning: "Origins whose pages may call from a browser, as in https://shop.example; none by default.",
    ...listOf(nonEmpty("an origin")),
  },
  reflection: {
    name: "REFLECTION",
    default: "false",
    meaning: "Whether the server tells its schemas to whoever asks, as `buf curl` and grpcurl do.",
    ...flag,
  },
  requestTimeoutMs: {
    name: "REQUEST_TIMEOUT_MS",
    default: "30000",
    meaning: "Time, in milliseconds, after which a call fails whose caller gave no deadline; streams have none then.",
    ...integer(1, 3_600_000),
  },
  maxRequestTimeoutMs: {
    name: "MAX_REQUEST_TIMEOUT_MS",
    default: "300000",
    meaning: "Longest deadline, in milliseconds, that a caller can give, but for a stream; later ones count as this.",
    ...integer(1, 3_600_000),
  },
  streamMaxAgeMs: {
    name: "STREAM_MAX_AGE_MS",
    default: "86400000",
    meaning:
      "Time, in milliseconds, after which a stream ends as unavailable, so that its client opens another; 0 for none.",
    ...integer(0, 2_000_000_000),
  },
  ...limitSettings,
  bearerTokens: {
    name: "BEARER_TOKENS",
    default: "",
    secret: true,
    meaning: "Callers that show who they are by a bearer token; once there are any, only known callers may call.",
    ...listOf(bearerToken),
  },
  allowedCallers: {
    name: "ALLOWED_CALLERS",
    default: "",
    meaning:
      'Who may call which method, by the names of tokens and client certificates; the most exact entry for a method counts, "*" are all known callers and "anyone" is everybody.',
    ...listOf(accessRule),
  },
  logLevel: {
    name: "LOG_LEVEL",
    default: "info",
    meaning: "Least level of the lines that are logged; debug has the requests, but for fields marked debug_redact.",
    ...oneOf(...logLevels),
  },
  commit: {
    name: "COMMIT",
    default: "unknown",
    meaning: "Commit that the service was built from, for logs, metrics and answers.",
    ...nonEmpty("a commit"),
  },
};
