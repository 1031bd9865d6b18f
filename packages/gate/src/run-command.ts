import { spawn } from "node:child_process";

/** How to run a command. */
export interface RunOptions {
  /** Working directory, absolute. */
  readonly cwd: string;
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the command reads on standard input; without it the command finds it closed. */
  readonly stdin?: string | Uint8Array;
  /** Kills the command when aborted. */
  readonly signal: AbortSignal;
}

/** What a command left behind. */
export interface CommandResult {
  readonly exitCode: number;
  /** Standard output as it is. */
  readonly bytes: Buffer;
  /** Standard output as UTF-8. */
  readonly stdout: string;
  /** Standard error as UTF-8. */
  readonly stderr: string;
}

/**
 * Runs a command to its end, whatever its exit code. Output is decoded as a whole: small helper libraries decode each
 * chunk by itself, which damages a character on the border of two.
 * @throws when the command cannot be started (`code` is "ENOENT" when it is not installed) or was ended by a signal
 */
export function runCommand(command: string, args: readonly string[], options: RunOptions): Promise<CommandResult> {
  const { promise, resolve, reject } = Promise.withResolvers<CommandResult>();
  const { cwd, env, signal } = options;
  const child = spawn(command, args, { cwd, env: { ...env }, signal, stdio: "pipe", windowsHide: true });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.on("error", reject);
  child.on("close", (exitCode, signalName) => {
    if (exitCode === null) reject(new Error(`${command} was ended by ${signalName ?? "a signal"}`));
    else resolve(toResult(exitCode, Buffer.concat(stdout), Buffer.concat(stderr)));
  });
  // A command that ends before it has read everything closes the pipe; its exit code tells the rest.
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.stdin ?? "");
  return promise;
}

function toResult(exitCode: number, bytes: Buffer, errors: Buffer): CommandResult {
  return {
    exitCode,
    bytes,
    // Most output is read in one way only, and some is large.
    get stdout() {
      return bytes.toString("utf8");
    },
    stderr: errors.toString("utf8"),
  };
}
