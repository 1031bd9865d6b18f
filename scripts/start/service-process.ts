import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { callerVariables, tlsVariables } from "./stack-certificates.ts";
import type { ServiceSpec } from "./services.ts";

/** Where and how one service is to run. */
export interface ServiceSettings {
  /** Root of the repository, the child's working folder. */
  readonly root: string;
  /** The stack's data folder; the service gets `<data>/<name>`, its log is `<data>/logs/<name>.log`. */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Folder of the certificates; undefined for cleartext. */
  readonly certificates: string | undefined;
  /** Commit of what it runs; undefined when nobody knows. */
  readonly commit: string | undefined;
  /** Environment that the child inherits. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The Node binary. */
  readonly node: string;
  /** Base address of the service that it calls, where it calls one. */
  readonly callee: string | undefined;
}

/** Why a service is not running. */
export type ServiceFailure =
  | { readonly kind: "address-in-use"; readonly host: string; readonly port: number }
  | { readonly kind: "start-failed"; readonly message: string }
  | { readonly kind: "exited"; readonly exit: Exit };

/** How a process ended: one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A service that runs as a child process. */
export interface ServiceProcess {
  readonly name: string;
  readonly logFile: string;
  /** Settles when the service listens, with its URL; stays pending when it never does. */
  readonly ready: Promise<string>;
  /** Settles when the service cannot start, or when it ends for whatever reason. */
  readonly failed: Promise<ServiceFailure>;
  /** Settles when the process is gone. */
  readonly exited: Promise<Exit>;
  /** Asks it to finish what is in flight and end. */
  drain(): void;
  /** Ends it at once. */
  kill(): void;
}

/**
 * Starts a service as a detached child, so that a Ctrl-C on the terminal reaches it only through the launcher, with an
 * IPC channel, so that it notices when the launcher is gone. Its output goes to a file and not through a pipe: it can
 * then still log while it drains after the launcher was killed.
 */
export function startService(spec: ServiceSpec, settings: ServiceSettings): ServiceProcess {
  const logFile = logFileOf(settings.data, spec.name);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  const child = spawn(settings.node, ["--conditions=@breakwater/source", spec.entry], {
    cwd: settings.root,
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
    env: {
      ...settings.env,
      HOST: settings.host,
      PORT: String(settings.port),
      ADMIN_PORT: "0",
      DATA_DIR: join(settings.data, spec.name),
      ...(settings.commit === undefined ? {} : { COMMIT: settings.commit }),
      ...(settings.certificates === undefined ? {} : tlsVariables(settings.certificates, spec.name, spec.tls)),
      ...calleeVariables(spec, settings),
    },
  });
  closeSync(log);

  const ready = Promise.withResolvers<string>();
  const failed = Promise.withResolvers<ServiceFailure>();
  const exited = Promise.withResolvers<Exit>();
  child.on("message", (message) => {
    if (!isRecord(message)) return;
    if (message["type"] === "ready") ready.resolve(String(message["url"]));
    if (message["type"] === "failed") failed.resolve(startFailure(message, settings));
  });
  // The process could not be started at all: "close" follows without an exit code.
  child.on("error", (error) => failed.resolve({ kind: "start-failed", message: error.message }));
  // Not "exit", which can come before the last message of the channel.
  child.on("close", (code, signal) => {
    failed.resolve({ kind: "exited", exit: { code, signal } });
    exited.resolve({ code, signal });
  });
  return {
    name: spec.name,
    logFile,
    ready: ready.promise,
    failed: failed.promise,
    exited: exited.promise,
    drain: () => child.kill("SIGTERM"),
    kill: () => child.kill("SIGKILL"),
  };
}

/** Where a service logs to. */
export function logFileOf(data: string, service: string): string {
  return join(data, "logs", `${service}.log`);
}

/** What tells a service where the one is that it calls, and what to show it. */
function calleeVariables({ name, calls }: ServiceSpec, { callee, certificates }: ServiceSettings): NodeJS.ProcessEnv {
  if (calls === undefined || callee === undefined) return {};
  const url = { [`${calls.prefix}_URL`]: callee };
  return certificates === undefined ? url : { ...url, ...callerVariables(certificates, name, calls.prefix) };
}

function startFailure(message: Record<string, unknown>, settings: ServiceSettings): ServiceFailure {
  return message["code"] === "EADDRINUSE"
    ? { kind: "address-in-use", host: settings.host, port: settings.port }
    : { kind: "start-failed", message: String(message["message"] ?? message["code"]) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
