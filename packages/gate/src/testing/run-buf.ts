import type { CommandResult } from "../run-command.ts";
import { RunContext } from "../run-context.ts";

const silent = (): void => undefined;

/** Runs the same buf as the gate does, for a second opinion. */
export async function runBuf(folder: string, args: readonly string[]): Promise<CommandResult> {
  return await contextIn(folder).buf(folder, args);
}

/** What commands are run with, without a cache. */
export function contextIn(folder: string): RunContext {
  const io = {
    cwd: folder,
    env: process.env,
    color: false,
    execPath: process.execPath,
    stdout: silent,
    stderr: silent,
  };
  return new RunContext({ ...io, now: () => new Date(), signal: new AbortController().signal }, folder);
}
