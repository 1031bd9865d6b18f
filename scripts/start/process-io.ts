import { constants } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { systemProcesses } from "./pid-file.ts";
import type { StartIo } from "./start.ts";

/**
 * `start`'s view of a real process. The first of SIGINT, SIGTERM and SIGHUP (a closed terminal) asks for the end, the
 * second forces it.
 */
export function processIo(self: NodeJS.Process): StartIo {
  const stop = new AbortController();
  const kill = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    self.on(signal, () => {
      if (stop.signal.aborted) kill.abort(128 + constants.signals[signal]);
      else stop.abort();
    });
  }
  return {
    root: dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
    // pnpm runs scripts in the root and says here where it was called.
    cwd: self.env["INIT_CWD"] ?? self.cwd(),
    env: self.env,
    node: self.execPath,
    processes: systemProcesses(self.pid, (pid, signal) => self.kill(pid, signal)),
    color: wantsColor(self.stdout, self.env),
    stdout: (text) => self.stdout.write(text),
    stderr: (text) => self.stderr.write(text),
    stop: stop.signal,
    kill: kill.signal,
  };
}

/** Colour is for people at a terminal who did not opt out (https://no-color.org: any value but the empty one). */
export function wantsColor(
  stdout: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return stdout.isTTY === true && (env["NO_COLOR"] ?? "") === "";
}
