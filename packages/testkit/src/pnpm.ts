import { basename } from "node:path";
import { type ProgramSettings, runProgram } from "./program.ts";

/** The release that the README names. */
const pinned = "pnpm@12.21.0";

/**
 * Runs pnpm and returns its stdout. Takes the pnpm that runs the tests, or else the copy that npx keeps; it never
 * downloads one. Throws with all output when the command fails.
 */
export async function runPnpm(args: readonly string[], settings: ProgramSettings = {}): Promise<string> {
  const runner = process.env["npm_execpath"];
  if (runner !== undefined && basename(runner).startsWith("pnpm")) return await runProgram(runner, args, settings);
  try {
    return await runProgram("npx", ["--no", "--offline", pinned, ...args], settings);
  } catch (cause) {
    throw new Error(`pnpm failed, or is not here; run the tests with: npx --yes ${pinned} test`, { cause });
  }
}
