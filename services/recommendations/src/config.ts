/** Everything that can be set, parsed and checked. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly drainTimeoutMs: number;
  readonly maxRequestMib: number;
}

/** One line of the configuration table. */
interface Setting<Value> {
  /** Name of the environment variable. */
  readonly name: string;
  readonly default: string;
  /** A secret is never printed. */
  readonly secret: boolean;
  readonly meaning: string;
  /** The value of a text, or undefined when it has none. */
  readonly parse: (text: string) => Value | undefined;
  /** What a text must be to have a value. */
  readonly expected: string;
}

type Settings = { readonly [Key in keyof Configuration]: Setting<Configuration[Key]> };

/** The configuration table. */
export const settings: Settings = {
  host: {
    name: "HOST",
    default: "127.0.0.1",
    secret: false,
    meaning: "Address or host name to listen on.",
    parse: (value) => value,
    expected: "an address or a host name",
  },
  port: {
    name: "PORT",
    default: "8080",
    secret: false,
    meaning: "TCP port to listen on; 0 takes any free one.",
    ...integer(0, 65_535),
  },
  dataDir: {
    name: "DATA_DIR",
    default: ".data/recommendations",
    secret: false,
    meaning: "Folder of the data file; made if it is missing.",
    parse: (value) => value,
    expected: "a folder",
  },
  drainTimeoutMs: {
    name: "DRAIN_TIMEOUT_MS",
    default: "10000",
    secret: false,
    meaning: "Longest time, in milliseconds, that calls in flight get to finish at a shutdown.",
    ...integer(0, 600_000),
  },
  maxRequestMib: {
    name: "MAX_REQUEST_MIB",
    default: "1",
    secret: false,
    meaning: "Largest request message, in MiB.",
    ...integer(1, 64),
  },
};

/** The configuration is wrong; the message lists every fault, a line each. */
export class ConfigurationFault extends Error {
  override readonly name = "ConfigurationFault";
}

/** Reads the configuration from environment variables; an empty one counts as not set. Fails with ConfigurationFault. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const faults: string[] = [];
  const read = <Value>(setting: Setting<Value>): Value | undefined => {
    const text = environment[setting.name] || setting.default;
    const value = setting.parse(text);
    if (value === undefined) {
      const shown = setting.secret ? "the value given" : JSON.stringify(text);
      faults.push(`${setting.name}: ${shown} is not ${setting.expected}. ${setting.meaning}`);
    }
    return value;
  };
  const host = read(settings.host);
  const port = read(settings.port);
  const dataDir = read(settings.dataDir);
  const drainTimeoutMs = read(settings.drainTimeoutMs);
  const maxRequestMib = read(settings.maxRequestMib);
  if (
    host === undefined ||
    port === undefined ||
    dataDir === undefined ||
    drainTimeoutMs === undefined ||
    maxRequestMib === undefined
  ) {
    throw new ConfigurationFault(faults.join("\n"));
  }
  return { host, port, dataDir, drainTimeoutMs, maxRequestMib };
}

function integer(least: number, most: number): Pick<Setting<number>, "parse" | "expected"> {
  return {
    parse: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    expected: `a whole number from ${least} to ${most}`,
  };
}
