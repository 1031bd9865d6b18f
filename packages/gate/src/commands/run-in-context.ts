import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cache } from "../cache/cache.ts";
import { cacheFolder } from "../cache/cache-folder.ts";
import { exitCodes } from "../exit-code.ts";
import { GateError } from "../gate-error.ts";
import type { Io } from "../io.ts";
import { renderJsonError } from "../render/json.ts";
import { withoutCommands } from "../render/without-commands.ts";
import { RunContext } from "../run-context.ts";
import { explainSystemError } from "../system-fault.ts";
import type { HowToRun } from "./host.ts";

/** Runs a command with a temporary folder that is gone afterwards; what it throws becomes an exit code. */
export async function runInContext(
  io: Io,
  how: HowToRun,
  work: (context: RunContext) => Promise<number>,
): Promise<number> {
  let scratch: string | undefined;
  try {
    scratch = makeScratch();
    const { isFull = false, isUntrusted = false } = how;
    const cache = new Cache(isFull ? undefined : cacheFolder(io));
    return await work(new RunContext(io, scratch, { cache, isFull, isUntrusted }));
  } catch (error) {
    return await reportError(error, how, io);
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function makeScratch(): string {
  const parent = tmpdir();
  if (!existsSync(parent)) {
    throw new GateError("usage", `The folder for temporary files, ${parent}, does not exist. Make it, or set TMPDIR.`);
  }
  return realpathSync(mkdtempSync(join(parent, "breakwater-")));
}

/** Tells a person, and a program that reads the output, why there is no result. */
export async function reportError(thrown: unknown, how: HowToRun, io: Io): Promise<number> {
  // What fails after the process was asked to end fails because of that.
  const isEnded = io.signal.aborted;
  const error: unknown = isEnded ? io.signal.reason : (explainSystemError(thrown) ?? thrown);
  const isOurs = !isEnded && !(error instanceof GateError);
  const code = error instanceof GateError ? error.exitCode : exitCodes.internal.code;
  const message = error instanceof Error ? error.message : String(error);
  // A report that cannot be written is often the very error; the exit code tells all the same.
  const text = isOurs ? `internal error: ${stackOf(error)}` : message;
  await attempt(() => io.stderr(withoutCommands(`breakwater: ${text}\n`)));
  await attempt(() => how.fail?.({ code, message }));
  if (how.fail === undefined && how.format === "json") {
    await attempt(() => io.stdout(renderJsonError({ code, message })));
  }
  return code;
}

async function attempt(write: () => Promise<void> | void): Promise<void> {
  try {
    await write();
  } catch {
    // There is nowhere left to say so.
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
