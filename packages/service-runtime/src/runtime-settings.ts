import { flag, integer, listOf, nonEmpty } from "./configuration/text-types.ts";
import type { SettingsOf } from "./configuration/setting.ts";
import { type TlsConfiguration, tlsSettings } from "./tls/tls-settings.ts";

/** What each service can be told by its operator, beside what is its own. */
export interface RuntimeConfiguration extends TlsConfiguration {
  readonly host: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  readonly drainPauseMs: number;
  readonly drainTimeoutMs: number;
  readonly maxRequestMib: number;
  readonly corsOrigins: readonly string[];
  readonly reflection: boolean;
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
    meaning: "Private TCP port with /livez and /readyz; 0 takes any free one.",
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
};
