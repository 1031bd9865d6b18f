import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Profiler } from "node:inspector";
import { fileURLToPath } from "node:url";
import type { RpcCase } from "./rpc-case.ts";

/** What a server has used since its start. */
export interface Usage {
  /** Processor time, user and system, milliseconds. */
  readonly cpuMs: number;
  /** Memory that is resident now, MiB. */
  readonly rssMib: number;
}

/** A server in a process of its own; disposing ends it. */
export interface LoadServer extends AsyncDisposable {
  usage(): Promise<Usage>;
  /** Profiles the process while the work runs. */
  profile(work: () => Promise<void>): Promise<Profiler.Profile>;
  /** What the server said when it was ready. */
  readonly ready: ReadyMessage;
}

/** Addresses of a ready server: one for all calls, or one for each kind of connection that it serves. */
export interface ReadyMessage {
  readonly url?: string;
  readonly urls?: Readonly<Partial<Record<ConnectionKind, string>>>;
}

/** How a client connects. */
export type ConnectionKind = `http${1 | 2}${"" | "s"}`;

/** How the client of a case connects. */
export function connectionKind({ http, secure }: RpcCase): ConnectionKind {
  return `http${http}${secure ? "s" : ""}`;
}

const probe = new URL("usage-probe.ts", import.meta.url).href;

/** Starts a program that says over its IPC channel when it is ready. Fails when it ends or says something else. */
export async function startServer(entry: URL, args: readonly string[], env: NodeJS.ProcessEnv): Promise<LoadServer> {
  const child = fork(fileURLToPath(entry), args, {
    execArgv: ["--conditions=@breakwater/source", "--import", probe],
    env: { PATH: process.env["PATH"], ...env },
    // The log of a service goes where nothing waits for it.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const ready = await firstMessage(child, entry);
  const ask = async (question: string): Promise<Record<string, unknown>> => {
    const answered = once(child, "message");
    child.send(question);
    // The probe answers in the order of the questions, one at a time.
    // oxlint-disable-next-line no-unsafe-type-assertion
    return (await answered)[0] as Record<string, unknown>;
  };
  return {
    ready,
    usage: async () => {
      const { cpuMs, rssMib } = await ask("bench:usage");
      return { cpuMs: Number(cpuMs), rssMib: Number(rssMib) };
    },
    profile: async (work) => {
      await ask("bench:profile-start");
      await work();
      const { profile } = await ask("bench:profile-stop");
      // As the inspector makes it.
      // oxlint-disable-next-line no-unsafe-type-assertion
      return profile as Profiler.Profile;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function firstMessage(child: ChildProcess, entry: URL): Promise<ReadyMessage> {
  const exited = once(child, "exit").then(([code, signal]) => ({ type: `ended with ${signal ?? code}` }));
  // A process that cannot even be forked has an error, which `once` rejects with.
  const message: unknown = await Promise.race([once(child, "message").then(([first]) => first as unknown), exited]);
  if (isReady(message)) return message;
  child.kill("SIGKILL");
  throw new Error(`${entry.pathname} did not start: ${JSON.stringify(message)}`);
}

function isReady(message: unknown): message is ReadyMessage {
  return typeof message === "object" && message !== null && "type" in message && message.type === "ready";
}
