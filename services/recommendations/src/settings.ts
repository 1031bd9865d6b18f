import { type SettingsOf, integer, nonEmpty } from "@breakwater/service-runtime";

/** Everything that can be set, parsed and checked. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly drainTimeoutMs: number;
  readonly maxRequestMib: number;
}

/** The configuration table of the service; docs/configuration.md shows it. */
export const settings: SettingsOf<Configuration> = {
  host: {
    name: "HOST",
    default: "127.0.0.1",
    meaning: "Address or host name to listen on.",
    ...nonEmpty("an address"),
  },
  port: {
    name: "PORT",
    default: "8080",
    meaning: "TCP port to listen on; 0 takes any free one.",
    ...integer(0, 65_535),
  },
  dataDir: {
    name: "DATA_DIR",
    default: ".data/recommendations",
    meaning: "Folder of the data file; made if it is missing.",
    ...nonEmpty("a folder"),
  },
  drainTimeoutMs: {
    name: "DRAIN_TIMEOUT_MS",
    default: "10000",
    meaning: "Longest time, in milliseconds, that calls in flight get to finish at a shutdown.",
    ...integer(0, 600_000),
  },
  maxRequestMib: {
    name: "MAX_REQUEST_MIB",
    default: "1",
    meaning: "Largest request message, in MiB.",
    ...integer(1, 64),
  },
};
