import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../run-command.ts";
import type { RunContext } from "../run-context.ts";
import type { UsesAnswer, UsesRequest } from "./find-uses.ts";

// A source runs as a source, and what is built as what is built.
const script = fileURLToPath(new URL(`find-uses-main${extname(import.meta.url)}`, import.meta.url));

/** Milliseconds that the last project may take after the time for opening projects is over. */
const grace = 60_000;

/**
 * Looks for uses in a process of its own.
 * @returns why that did not work, as a string: nothing of a check hangs on it
 * @throws when the check is asked to end
 */
export async function runFindUses(context: RunContext, request: UsesRequest): Promise<UsesAnswer | string> {
  const { cwd, env, execPath, signal } = context.io;
  const limit = AbortSignal.timeout(request.budget + grace);
  try {
    const { exitCode, stdout, stderr } = await runCommand(execPath, [script], {
      cwd,
      env,
      stdin: JSON.stringify(request),
      signal: AbortSignal.any([signal, limit]),
    });
    if (exitCode !== 0) return /^\w*Error: .*$/m.exec(stderr)?.[0] ?? `it ended with exit code ${exitCode}`;
    // Our own process has written it.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return JSON.parse(stdout) as UsesAnswer;
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return `it took more than ${(request.budget + grace) / 1000} s`;
    return error instanceof Error ? error.message : String(error);
  }
}
