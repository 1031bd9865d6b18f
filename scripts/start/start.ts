import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join, relative } from "node:path";
import { UsageError } from "../options.ts";
import { banner } from "./banner.ts";
import { commitToRun } from "./commit.ts";
import { dataInUseMessage, failureMessage, portBusyMessage } from "./failure-message.ts";
import { keepCertificates } from "./keep-certificates.ts";
import { claimPidFile, type ProcessTable, releasePidFile } from "./pid-file.ts";
import type { ServiceSpec } from "./services.ts";
import { type StartOptions, parseStartOptions, startHelp } from "./start-options.ts";
import { logFileOf, startService } from "./service-process.ts";
import { startServices } from "./start-services.ts";
import { superviseServices } from "./supervise.ts";

/** The stack that is started. */
export interface Stack {
  readonly services: readonly ServiceSpec[];
  /** Makes what the services need before they start; throws when that fails. */
  readonly prepare: () => void;
}

/** What `start` knows of the process it runs in. */
export interface StartIo {
  readonly root: string;
  /** Folder that the person who typed the command was in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly node: string;
  readonly processes: ProcessTable;
  readonly color: boolean;
  stdout(text: string): void;
  stderr(text: string): void;
  /** Aborted by the first signal: end in good order. */
  readonly stop: AbortSignal;
  /** Aborted by the second, with the exit code as its reason: end at once. */
  readonly kill: AbortSignal;
}

/** Starts the stack, keeps it running until `io.stop` or until a service fails, and returns the exit code. */
export async function start(argv: readonly string[], io: StartIo, stack: Stack): Promise<number> {
  let options: StartOptions;
  try {
    options = parseStartOptions(argv, stack.services, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr(`start: ${error.message}\nSee: npx --yes pnpm@12.21.0 start --help\n`);
    return 2;
  }
  if (options.help) {
    io.stdout(startHelp(stack.services));
    return 0;
  }
  const pidFile = join(options.data, "start.pid");
  try {
    mkdirSync(options.data, { recursive: true });
    const earlier = claimPidFile(pidFile, io.processes);
    if (earlier !== undefined) {
      io.stderr((await busyPort(stack.services, options, earlier)) ?? dataInUseMessage(options.data, earlier));
      return 2;
    }
  } catch (error) {
    io.stderr(
      `start: cannot use the data folder ${options.data}: ${messageOf(error)}\nChoose another with --data DIR.\n`,
    );
    return 2;
  }
  try {
    stack.prepare();
    return await run(options, io, stack);
  } catch (error) {
    io.stderr(`start: ${messageOf(error)}\n`);
    return 1;
  } finally {
    releasePidFile(pidFile);
  }
}

const exitCodes = { stopped: 0, failed: 1, "address-in-use": 2 };

async function run(options: StartOptions, io: StartIo, stack: Stack): Promise<number> {
  const { host, data, ports, tls } = options;
  const { root, env, node } = io;
  const certificates = tls ? join(data, "certs") : undefined;
  using resources = new DisposableStack();
  if (certificates !== undefined) {
    const names = stack.services.map(({ name }) => name);
    resources.use(await keepCertificates({ folder: certificates, services: names, host }, io));
  }
  const common = { root, data, host, certificates, commit: commitToRun(root, env), env, node };
  const children = startServices(stack.services, {
    logFileOf: (name) => logFileOf(data, name),
    start: (spec, callee) => startService(spec, { ...common, port: ports.get(spec.name) ?? spec.port, callee }),
  });
  const ending = await superviseServices(children, {
    stop: io.stop,
    kill: io.kill,
    onReady: (urls) => {
      const rows = stack.services.map(({ name, about }, i) => ({ name, about, url: urls[i] ?? "" }));
      const folders = {
        data: readable(io.cwd, data),
        certificates: certificates === undefined ? undefined : readable(io.cwd, certificates),
      };
      io.stdout(banner({ pid: io.processes.self, ...folders, services: rows, color: io.color }));
    },
    onFailure: (child, failure) => io.stderr(failureMessage(child, failure)),
  });
  return ending === "killed" ? Number(io.kill.reason) : exitCodes[ending];
}

/** The message for the first port that a live earlier `start` makes unusable, if there is one. */
async function busyPort(
  services: readonly ServiceSpec[],
  { host, ports }: StartOptions,
  earlier: number,
): Promise<string | undefined> {
  const messages = services.map(async ({ name, port: standard }) => {
    const port = ports.get(name) ?? standard;
    return (await isBusy(host, port)) ? portBusyMessage(name, { host, port, earlier }) : undefined;
  });
  return (await Promise.all(messages)).find((message) => message !== undefined);
}

function isBusy(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = createServer()
    .on("error", (error) => resolve("code" in error && error.code === "EADDRINUSE"))
    .listen(port, host, () => probe.close(() => resolve(false)));
  return promise;
}

/** The shorter of a path's absolute and relative form. */
function readable(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short !== "" && short.length < path.length ? short : path;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
