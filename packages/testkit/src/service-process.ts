import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

/** What to run. */
export interface ServiceProcessOptions {
  /** Absolute path of the program, a TypeScript or JavaScript module. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Environment besides PATH; nothing else is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder to run in. Default: this process's. */
  readonly cwd?: string;
}

/** How a process ended: a code, or the signal that ended it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A Node process with an IPC channel. Disposing it kills it, if it still runs, and waits for its end. */
export interface ServiceProcess extends AsyncDisposable {
  readonly pid: number;
  /** The first message over the channel. Fails when the process ends without one. */
  readonly firstMessage: Promise<unknown>;
  /** Settles when the process has ended and its output is read. */
  readonly exited: Promise<Exit>;
  /** What it has written so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Waits for output that holds a text, past or future. Fails when the process ends without it. */
  printed(stream: "stdout" | "stderr", text: string): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Closes the channel, as the end of the parent does. */
  disconnect(): void;
  /** Closes this side of the process's output, as the end of the parent does. */
  closeOutput(): void;
}

/** A service that has said where it listens. */
export interface RunningService extends ServiceProcess {
  /** Base address for clients. */
  readonly url: string;
}

/** Starts a program of this workspace on the Node that runs this process, packages entered by their sources. */
export function spawnService({ entry, args = [], env = {}, cwd }: ServiceProcessOptions): ServiceProcess {
  const child = spawn(process.execPath, ["--conditions=@breakwater/source", entry, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const output = { stdout: "", stderr: "" };
  const streams = { stdout: piped(child.stdout), stderr: piped(child.stderr) };
  // Not the event "close": after disconnect() Node 26 does not emit it.
  const closed = Object.values(streams).map((stream) => once(stream, "close"));
  const ended: PromiseWithResolvers<Exit> = Promise.withResolvers();
  child.once("exit", (code, signal) => ended.resolve({ code, signal }));
  const exited = Promise.all(closed).then(() => ended.promise);
  const endedWithout = async (what: string): Promise<never> => {
    const exit = await exited;
    throw new Error(`${entry} ended with ${exit.signal ?? exit.code} and without ${what}; it wrote:\n${output.stderr}`);
  };
  for (const name of ["stdout", "stderr"] as const) {
    streams[name].setEncoding("utf8").on("data", (text: string) => (output[name] += text));
  }
  const firstMessage = Promise.race([once(child, "message").then(([message]) => message), endedWithout("a message")]);
  // Whoever awaits it gets the error; nobody needs to.
  firstMessage.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    firstMessage,
    exited,
    output,
    printed: async (stream, text) => {
      const outcome = endedWithout(`${JSON.stringify(text)} on ${stream}`);
      outcome.catch(() => undefined);
      while (!output[stream].includes(text)) {
        // oxlint-disable-next-line no-await-in-loop
        await Promise.race([once(streams[stream], "data"), outcome]);
      }
    },
    kill: (signal) => void child.kill(signal),
    disconnect: () => child.disconnect(),
    closeOutput: () => {
      streams.stdout.destroy();
      streams.stderr.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      if (isRunning(child)) child.kill("SIGKILL");
      await exited;
    },
  };
}

/** Starts a service and waits until it says over its channel that it is ready. Fails with what it wrote instead. */
export async function startService(options: ServiceProcessOptions): Promise<RunningService> {
  const service = spawnService(options);
  const message = await service.firstMessage;
  const url = isReady(message) ? message.url : undefined;
  if (url !== undefined) return { ...service, url };
  await service[Symbol.asyncDispose]();
  throw new Error(`${options.entry} did not start: ${JSON.stringify(message)}\n${service.output.stderr}`);
}

function piped(stream: Readable | null): Readable {
  if (stream === null) throw new Error("the process was started without a pipe for its output");
  return stream;
}

function isReady(message: unknown): message is { type: "ready"; url: string } {
  if (typeof message !== "object" || message === null || !("type" in message) || !("url" in message)) return false;
  return message.type === "ready" && typeof message.url === "string";
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
