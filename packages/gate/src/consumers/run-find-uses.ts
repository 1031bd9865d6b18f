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
 * @throws when that process fails or takes too long, and when the check is asked to end
 */
export async function runFindUses(context: RunContext, request: UsesRequest): Promise<UsesAnswer> {
  const { cwd, env, execPath, signal } = context.io;
  const limit = AbortSignal.timeout(request.budget + grace);
  try {
    const { exitCode, stdout, stderr } = await runCommand(execPath, [script], {
      cwd,
      env,
      stdin: JSON.stringify(request),
      signal: AbortSignal.any([signal, limit]),
    });
    if (exitCode !== 0) {
      throw new Error(/^\w*Error: (.*)$/m.exec(stderr)?.[1] ?? `the search ended with exit code ${exitCode}`);
    }
    // Our own process has written it.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return JSON.parse(stdout) as UsesAnswer;
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new Error(`the search took more than ${(request.budget + grace) / 1000} s`, { cause: error });
  }
}
