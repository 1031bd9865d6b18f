import { ConfigurationFault } from "./configuration/configuration-fault.ts";
import { printConfiguration } from "./configuration/print-configuration.ts";
import { type Environment, readConfiguration } from "./configuration/read-configuration.ts";
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
}

const EXIT_CONFIGURATION = 2;
const EXIT_INTERNAL = 70;
// A process that a signal ended reports 128 and the signal's number.
const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Starts a service, says on stdout and to the parent's IPC channel where it listens, and drains it on SIGINT, SIGTERM
 * or the end of that channel. A second signal ends the process at once. With TLS, SIGHUP reads the certificates again. With the argument `--print-config` it prints
 * the settings in force and opens nothing. Returns the exit code: 0 after a drain, 2 when arguments, configuration or
 * port are to blame for a failed start, else 70.
 */
export async function runUntilStopped<Configuration>(options: RunOptions<Configuration>): Promise<number> {
  const { name, log, settings, environment, argv, start } = options;
  ignoreClosedOutputs();
  // Before the start, so that no signal is lost.
  const stopped = awaitStop();
  let service: Service;
  try {
    refuseOthers(argv);
    const { values, effective } = readConfiguration(settings, environment);
    if (argv.length > 0) {
      process.stdout.write(printConfiguration(effective));
      return 0;
    }
    service = await start(values);
  } catch (error) {
    const { exitCode, report } = describeFailure(error);
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    if (exitCode === EXIT_INTERNAL) log.error("start failed", { error: error instanceof Error ? error.stack : error });
    await tellParent({ type: "failed", ...report });
    return exitCode;
  }
  // In cleartext the signal ends the process, as the closing of its terminal should.
  if (service.certificateExpiry() !== undefined) {
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

function refuseOthers(argv: readonly string[]): void {
  const other = argv.find((argument) => argument !== "--print-config");
  if (other === undefined) return;
  throw new ConfigurationFault(
    `unknown argument "${other}". The service is configured by environment variables and a file; --print-config prints what is in force.`,
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
