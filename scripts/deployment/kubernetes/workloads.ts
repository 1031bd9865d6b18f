import { type ServiceName, deployedServices } from "../deployed-services.ts";
import type { Variables } from "../environment-faults.ts";
import { drain } from "../shutdown.ts";
import { hostOf } from "./object-names.ts";

/** A service as the cluster runs it. */
export interface Workload {
  /** Name of its objects; that of the service, but where it runs more than once. */
  readonly name: string;
  readonly service: ServiceName;
  readonly environment: Variables;
  /** Secrets that are mounted below `/secrets`, each a folder with a file per key. */
  readonly secrets: readonly string[];
  readonly replicas: { readonly least: number; readonly most: number };
  readonly memory: { readonly request: string; readonly limit: string };
}

/** Where the certificate of a workload is mounted, with the names that cert-manager gives its files. */
export const certificateFolder = "/certificates";

function tlsFiles(prefix: string): Variables {
  const files = { CA: "ca.crt", CERT: "tls.crt", KEY: "tls.key" };
  const entries = Object.entries(files).map(([kind, file]) => [
    `${prefix}_${kind}_FILE`,
    `${certificateFolder}/${file}`,
  ]);
  return Object.fromEntries(entries);
}

const common: Variables = {
  // Probes come from the node; the network policy keeps others from this port.
  ADMIN_HOST: "0.0.0.0",
  DRAIN_PAUSE_MS: String(drain.pause),
  DRAIN_TIMEOUT_MS: String(drain.timeout),
  // Certificates are renewed halfway; one that is so near its end was not.
  TLS_EXPIRY_WARNING_DAYS: "2",
};

const recommendations: Workload = {
  name: "recommendations",
  service: "recommendations",
  environment: {
    ...common,
    TLS: "mutual",
    ...tlsFiles("TLS"),
    DATABASE_URL_FILE: "/secrets/recommendations-database/url",
  },
  secrets: ["recommendations-database"],
  replicas: { least: 3, most: 12 },
  memory: { request: "128Mi", limit: "512Mi" },
};

const { TLS_CERT_FILE = "", TLS_KEY_FILE = "" } = tlsFiles("TLS");

/** What the cluster runs: one deployment per service. */
export const workloads: readonly Workload[] = [
  recommendations,
  {
    name: "marketplace",
    service: "marketplace",
    environment: {
      ...common,
      TLS: "server",
      TLS_CERT_FILE,
      TLS_KEY_FILE,
      RECOMMENDATIONS_URL: `https://${hostOf("recommendations")}:${deployedServices.recommendations.port}`,
      ...tlsFiles("RECOMMENDATIONS"),
      SESSION_SECRET_FILE: "/secrets/marketplace-session/secret",
      // The gateway.
      TRUSTED_PROXIES: "1",
    },
    secrets: ["marketplace-session"],
    replicas: { least: 2, most: 10 },
    memory: { request: "128Mi", limit: "512Mi" },
  },
];

/** The same service once per version of its API, on one database, each with replicas and releases of its own. */
export const workloadsByVersion: readonly Workload[] = ["v1", "v2"].map((version) => ({
  ...recommendations,
  name: `recommendations-${version}`,
  environment: { ...recommendations.environment, API_VERSIONS: version },
}));
