import type { CommandResult } from "../run-command.ts";
import { RunContext } from "../run-context.ts";

const silent = (): void => undefined;

/** Runs the same buf as the gate does, for a second opinion. */
export async function runBuf(folder: string, args: readonly string[]): Promise<CommandResult> {
  const io = {
    cwd: folder,
    env: process.env,
    color: false,
    execPath: process.execPath,
    stdout: silent,
    stderr: silent,
  };
  return await new RunContext({ ...io, signal: new AbortController().signal }, folder).buf(folder, args);
}
