import { Gauge, Registry, collectDefaultMetrics } from "prom-client";
import type { BuildInfo } from "./build-info.ts";

/** Metrics of a process: which build runs, and how Node does; calls are added by their interceptor. */
export function createMetrics({ name, version, commit }: BuildInfo): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const info = new Gauge({
    name: "build_info",
    help: "Which build of the service runs; always 1.",
    labelNames: ["service", "version", "commit"],
    registers: [registry],
  });
  info.set({ service: name, version, commit }, 1);
  return registry;
}

/**
 * Tells when the certificate of a port ends, so that an alarm can ask for a new one.
 * @param expiry the end of the one that is served now; undefined in cleartext
 */
export function observeCertificate(registry: Registry, expiry: () => Date | undefined): void {
  const gauge: Gauge = new Gauge({
    name: "tls_certificate_expiry_timestamp_seconds",
    help: "When the certificate of the port ends, in seconds since 1970.",
    registers: [registry],
    // Asked when somebody reads the metrics: the certificate changes while the service runs.
    collect: () => gauge.set((expiry()?.getTime() ?? 0) / 1000),
  });
}
