import { resolve } from "node:path";
import { describeOptions, numberOption, type OptionSpec, parseOptions } from "../options.ts";
import type { ServiceSpec } from "./services.ts";

/** What the command line of `start` decides. */
export interface StartOptions {
  readonly help: boolean;
  /** Address that each service listens on. */
  readonly host: string;
  /** Absolute path of the folder for databases, logs and the pid file. */
  readonly data: string;
  /** Port by service name; 0 lets the system pick. */
  readonly ports: ReadonlyMap<string, number>;
  /** Whether calls go over mutual TLS. */
  readonly tls: boolean;
}

/** Where relative folders of the command line start: `root` for the default, `cwd` for what a person types. */
export interface Folders {
  readonly root: string;
  readonly cwd: string;
}

const dataFolder = ".data";
const loopback = "127.0.0.1";

function optionSpecs(services: readonly ServiceSpec[]): Map<string, OptionSpec> {
  const ports = services.map(({ name, port }): [string, OptionSpec] => [
    portOption(name),
    { value: "N", help: `port of ${name}, default ${port}; 0: a free one` },
  ]);
  return new Map([
    ...ports,
    ["host", { value: "ADDRESS", help: `address to listen on, default ${loopback}` }],
    ["data", { value: "DIR", help: `databases and logs, default ${dataFolder} in the repository` }],
    ["tls", { help: "mutual TLS; makes and renews the certificates" }],
    ["help", { help: "this text" }],
  ]);
}

/** Name of the option, without dashes, that sets a service's port. */
export function portOption(service: string): string {
  return `${service}-port`;
}

/** Reads the command line; throws UsageError when it is wrong. */
export function parseStartOptions(
  argv: readonly string[],
  services: readonly ServiceSpec[],
  folders: Folders,
): StartOptions {
  const values = parseOptions(argv, optionSpecs(services));
  const ports = services.map(({ name, port }): [string, number] => [
    name,
    numberOption(values, portOption(name), { min: 0, max: 65_535 }) ?? port,
  ]);
  const data = values.get("data");
  return {
    help: values.has("help"),
    host: values.get("host") ?? loopback,
    data: data === undefined ? resolve(folders.root, dataFolder) : resolve(folders.cwd, data),
    ports: new Map(ports),
    tls: values.has("tls"),
  };
}

/** The text of `--help`. */
export function startHelp(services: readonly ServiceSpec[]): string {
  return `Starts the whole stack on embedded defaults and keeps it running until Ctrl-C or
SIGTERM.

usage: npx --yes pnpm@12.21.0 start [options]

${describeOptions(optionSpecs(services))}

examples:
  npx --yes pnpm@12.21.0 start
  npx --yes pnpm@12.21.0 start --${portOption(services[0]?.name ?? "")} 0
  npx --yes pnpm@12.21.0 start --data /var/tmp/breakwater --host 0.0.0.0
  npx --yes pnpm@12.21.0 start --tls      # certificates are in ${dataFolder}/certs
  kill "$(cat ${dataFolder}/start.pid)"    # stops it from a script

Each service logs to logs/<name>.log in the data folder; the log begins anew
with each start. A second signal ends everything at once.
Exit codes: 0 stopped, 1 a service failed, 2 wrong options, busy port or data
folder in use, 128 + its number after a second signal.
`;
}
