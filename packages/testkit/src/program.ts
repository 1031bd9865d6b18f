import { type ChildProcess, spawn } from "node:child_process";

/** A program that a test started; it is ended with SIGTERM, and waited for, when the value is disposed. */
export interface Program extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Settles when the process is gone and its output was read; `code` is null when a signal ended it. */
  readonly exited: Promise<ProgramExit>;
  /** What it wrote so far. */
  readonly stdout: string;
  readonly stderr: string;
  /**
   * Settles with the match as soon as stdout matches; rejects, with all output, when the program ends before. The
   * pattern must not be sticky or global.
   */
  untilStdout(pattern: RegExp): Promise<RegExpExecArray>;
}

/** How a program ended, and everything it wrote. */
export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a program runs. */
export interface ProgramSettings {
  readonly cwd?: string;
  /** Whole environment; default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Makes the program the leader of its own process group, which can then be signalled as a terminal does. */
  readonly detached?: boolean;
}

/** Starts a program with stdin closed. A program that cannot be started rejects `exited` and `untilStdout`. */
export function startProgram(command: string, args: readonly string[], settings: ProgramSettings = {}): Program {
  const child = spawn(command, args, { ...settings, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const check of waiting) check();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const exit = Promise.withResolvers<ProgramExit>();
  child.on("error", exit.reject);
  child.on("close", (code, signal) => exit.resolve({ code, signal, stdout, stderr }));
  // A test may only look at the output.
  exit.promise.catch(() => undefined);
  return {
    child,
    exited: exit.promise,
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    untilStdout: async (pattern) => {
      const found = Promise.withResolvers<RegExpExecArray>();
      const check = () => {
        const match = pattern.exec(stdout);
        if (match !== null) found.resolve(match);
      };
      waiting.add(check);
      check();
      const ended = exit.promise.then(({ code, signal }) => {
        throw new Error(
          `${command} ended (${code ?? signal}) before its output matched ${pattern}:\n${stdout}${stderr}`,
        );
      });
      try {
        return await Promise.race([found.promise, ended]);
      } finally {
        waiting.delete(check);
      }
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await exit.promise.catch(() => undefined);
    },
  };
}

/** Runs a program to its end and returns its stdout; throws with all output when its exit code is not 0. */
export async function runProgram(
  command: string,
  args: readonly string[],
  settings: ProgramSettings = {},
): Promise<string> {
  const { code, signal, stdout, stderr } = await startProgram(command, args, settings).exited;
  if (code === 0) return stdout;
  throw new Error(`${[command, ...args].join(" ")} failed (${code ?? signal}):\n${stdout}${stderr}`);
}
