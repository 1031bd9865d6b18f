import { ConfigurationFault } from "./configuration/configuration-fault.ts";
import { printConfiguration } from "./configuration/print-configuration.ts";
import { type EffectiveSetting, type Environment, readConfiguration } from "./configuration/read-configuration.ts";
import type { SettingsOf } from "./configuration/setting.ts";
import { ListenFault } from "./server/listen-fault.ts";
import type { Log } from "./server/log.ts";
import type { Service } from "./start-service.ts";

/** What `runUntilStopped` is told. */
export interface RunOptions<Configuration> {
  /** Name of the service, for people. */
  readonly name: string;
  readonly log: Log;
  readonly settings: SettingsOf<Configuration>;
  readonly environment: Environment;
  /** Arguments of the process, without the executable and the script. */
  readonly argv: readonly string[];
  readonly start: (configuration: Configuration) => Promise<Service>;
  /** What the program can do in place of serving. Default: nothing. */
  readonly commands?: readonly ServiceCommand<Configuration>[];
}

/** One thing that the program of a service can do and end, on what the service is configured with. */
export interface ServiceCommand<Configuration> {
  /** Its first argument: "--backup". */
  readonly name: string;
  /** All of its arguments, for people: "--backup FILE". */
  readonly usage: string;
  /**
   * Does it; returns what is to be printed, a line without its line feed.
   * @param args those after the name
   * @throws {ConfigurationFault} when they are wrong
   */
  readonly run: (configuration: Configuration, args: readonly string[]) => Promise<string>;
}

const EXIT_CONFIGURATION = 2;
const EXIT_INTERNAL = 70;
// A process that a signal ended reports 128 and the signal's number.
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Starts a service, says on stdout and to the parent's IPC channel where it listens, and drains it on SIGINT, SIGTERM
 * or the end of that channel. A second signal ends the process at once. Where there are certificates, SIGHUP reads them again. With the argument `--print-config` it prints
 * the settings in force and opens nothing; with those of a command it runs that instead. Returns the exit code: 0 after a drain, 2 when arguments, configuration or
 * port are to blame for a failed start, else 70.
 */
export async function runUntilStopped<Configuration>(options: RunOptions<Configuration>): Promise<number> {
  const { name, log, settings, environment, start } = options;
  ignoreClosedOutputs();
  let stopped: Promise<string>;
  let service: Service;
  try {
    const command = commandOf(options);
    const { values, effective } = readConfiguration(settings, environment);
    if (command !== undefined) {
      process.stdout.write(await command(values, effective));
      return 0;
    }
    // Before the start, so that no signal is lost.
    stopped = awaitStop();
    service = await start(values);
  } catch (error) {
    const { exitCode, report } = describeFailure(error);
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    if (exitCode === EXIT_INTERNAL) log.error("start failed", { error: error instanceof Error ? error.stack : error });
    await tellParent({ type: "failed", ...report });
    return exitCode;
  }
  // Without certificates the signal ends the process, as the closing of its terminal should.
  if (service.hasCertificates) {
    process.on("SIGHUP", () => {
      log.info("reading the TLS certificates again", { cause: "SIGHUP" });
      service.reload();
    });
  }
  const { url, adminUrl } = service;
  process.stdout.write(`${name} listening on ${url}, for operators on ${adminUrl}\n`);
  await tellParent({ type: "ready", url, adminUrl, node: process.version });
  const cause = await stopped;
  log.info("draining", { cause });
  await service.drain();
  log.info("stopped");
  return 0;
}

type BoundCommand<Configuration> = (values: Configuration, effective: readonly EffectiveSetting[]) => Promise<string>;

/** What the arguments ask for; undefined without any. */
function commandOf<Configuration>({
  argv: [first, ...args],
  commands = [],
}: RunOptions<Configuration>): BoundCommand<Configuration> | undefined {
  if (first === undefined) return undefined;
  const command = commands.find(({ name }) => name === first);
  if (command !== undefined) return async (values) => `${await command.run(values, args)}\n`;
  const other = first === "--print-config" ? args[0] : first;
  if (other === undefined) return async (_, effective) => printConfiguration(effective);
  const usages = [...commands.map(({ usage }) => usage), "--print-config"].join(", ");
  throw new ConfigurationFault(
    `unknown argument "${other}". The service is configured by environment variables and a file, and takes ${usages}.`,
  );
}

/** Resolves at the first reason to stop, with its name. */
function awaitStop(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let signals = 0;
  for (const [signal, exitCode] of Object.entries(EXIT_OF_SIGNAL)) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(exitCode);
      resolve(signal);
    });
  }
  process.once("disconnect", () => resolve("parent disconnected"));
  // The parent may have gone while this process was loading; send exists only with a parent that had a channel.
  if (process.send !== undefined && !process.connected) resolve("parent disconnected");
  return promise;
}

function describeFailure(error: unknown): { exitCode: number; report: Record<string, unknown> } {
  if (error instanceof ListenFault && error.code === "EADDRINUSE") {
    const { code, host, port } = error;
    return { exitCode: EXIT_CONFIGURATION, report: { code, host, port } };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigurationFault) {
    return { exitCode: EXIT_CONFIGURATION, report: { code: "CONFIGURATION", message } };
  }
  // A fault that a service itself names has a code.
  const code = error instanceof Error && "code" in error ? String(error.code) : "INTERNAL";
  return { exitCode: EXIT_INTERNAL, report: { code, message } };
}

/** Sends a message to the parent, if it has a channel, and waits until it is sent or the parent is gone. */
async function tellParent(message: object): Promise<void> {
  if (process.send === undefined || !process.connected) return;
  const sent: PromiseWithResolvers<void> = Promise.withResolvers();
  process.send(message, undefined, undefined, () => sent.resolve());
  await sent.promise;
}

/** A parent that ends takes the other ends of stdout and stderr with it; lines that nobody reads end no drain. */
function ignoreClosedOutputs(): void {
  for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);
}
