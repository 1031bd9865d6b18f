import {
  type RuntimeConfiguration,
  type SettingsOf,
  backendSettings,
  flag,
  integer,
  nonEmpty,
  oneOf,
  runtimeSettings,
} from "@breakwater/service-runtime";
import { SHORTEST } from "./session-secret.ts";

/** Everything that can be set, parsed and checked. */
export interface Configuration extends RuntimeConfiguration {
  readonly dataDir: string;
  readonly recommendationsUrl: string;
  readonly recommendationsVersion: "v1" | "v2";
  readonly recommendationsTimeoutMs: number;
  readonly recommendationsCaFile: string;
  readonly recommendationsCertFile: string;
  readonly recommendationsKeyFile: string;
  readonly sessionSecret: string;
  readonly requestsPerMinute: number;
  readonly trustedProxies: number;
  readonly publicTls: boolean;
  readonly liveLists: number;
}

const recommendations = backendSettings({
  prefix: "RECOMMENDATIONS",
  title: "the recommendations service",
  defaultUrl: "http://127.0.0.1:8080",
});

/** The configuration table of the service; docs/configuration.md shows it. */
export const settings: SettingsOf<Configuration> = {
  ...runtimeSettings,
  port: { ...runtimeSettings.port, default: "8090", meaning: "TCP port for browsers; 0 takes any free one." },
  adminPort: { ...runtimeSettings.adminPort, default: "8091" },
  dataDir: {
    name: "DATA_DIR",
    default: ".data/marketplace",
    meaning: "Folder of the secret that is made where none is set; made if it is missing.",
    ...nonEmpty("a folder"),
  },
  recommendationsUrl: recommendations.url,
  recommendationsCaFile: recommendations.caFile,
  recommendationsCertFile: recommendations.certFile,
  recommendationsKeyFile: recommendations.keyFile,
  recommendationsVersion: {
    name: "RECOMMENDATIONS_VERSION",
    default: "v2",
    meaning: "API that the recommendations service is called by; v1 has no feedback, live lists and search.",
    ...oneOf("v1", "v2"),
  },
  recommendationsTimeoutMs: {
    name: "RECOMMENDATIONS_TIMEOUT_MS",
    default: "1500",
    meaning: "Time, in milliseconds, that the recommendations service has for an answer, all attempts together.",
    ...integer(1, 60_000),
  },
  sessionSecret: {
    name: "SESSION_SECRET",
    default: "",
    secret: true,
    meaning:
      "Signs the cookies of readers; the same for all instances of the shop. Without it one is made at the first start and kept in the data folder.",
    parse: (text) => (text === "" || text.length >= SHORTEST ? text : undefined),
    expected: `${SHORTEST} characters or more`,
  },
  requestsPerMinute: {
    name: "REQUESTS_PER_MINUTE",
    default: "120",
    meaning: "Requests that a reader may make in a minute, in the long run; an address may make five times as many.",
    ...integer(1, 100_000),
  },
  trustedProxies: {
    name: "TRUSTED_PROXIES",
    default: "0",
    meaning:
      "How many proxies in front are the shop's own: the address of a client is the one that the first of them has added to X-Forwarded-For.",
    ...integer(0, 10),
  },
  publicTls: {
    name: "PUBLIC_TLS",
    default: "false",
    meaning:
      "Whether a proxy in front ends the TLS of browsers: cookies and headers are then those of TLS, although the port is not.",
    ...flag,
  },
  liveLists: {
    name: "LIVE_LISTS",
    default: "200",
    meaning:
      "Most pages that follow their list live at the same time; each is a stream on one connection to the recommendations service, which takes 256.",
    ...integer(0, 250),
  },
};
