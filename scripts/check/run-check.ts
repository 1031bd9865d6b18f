import { parseArgs } from "node:util";
import { type StepResult, runStep } from "./run-step.ts";
import type { Step } from "./steps.ts";

/** What `runCheck` needs of its surroundings. */
export interface CheckIo {
  readonly root: string;
  readonly write: (text: string) => void;
  /** Colours a text as good or bad; the identity where there is no terminal. */
  readonly paint: (text: string, passed: boolean) => string;
}

/** The machine may be a small one: two at a time use it without starving each other. */
const concurrency = 2;

/**
 * Runs the steps, all, those named by `--only a,b` or all but those named by `--except a,b`, prints a line for each as it ends and then the whole output of
 * reports and of those that failed. Returns the exit code: 0 all in order, 1 a step failed, 2 wrong usage.
 */
export async function runCheck(args: readonly string[], steps: readonly Step[], io: CheckIo): Promise<number> {
  const request = parse(args, steps);
  if ("text" in request) {
    io.write(request.text);
    return request.exitCode;
  }
  const results: StepResult[] = [];
  const waiting = [...request.steps];
  const width = Math.max(...request.steps.map((step) => step.name.length));
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- the loop is one of the workers
      const result = await runStep(step, io.root);
      results.push(result);
      io.write(`${io.paint(result.passed ? "ok    " : "FAILED", result.passed)} ${line(result, width)}\n`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const failed = results.filter((result) => !result.passed);
  // Failures last: that is where people look first.
  const reports = results.filter(({ passed, isReport }) => passed && isReport);
  for (const { name, output, passed } of [...reports, ...failed])
    io.write(`\n${io.paint(`--- ${name}`, passed)}\n${output.trimEnd()}\n`);
  io.write(`\n${io.paint(summary(results.length, failed), failed.length === 0)}\n`);
  return failed.length === 0 ? 0 : 1;
}

function line({ name, milliseconds }: StepResult, width: number): string {
  return `${name.padEnd(width)} ${(milliseconds / 1000).toFixed(1).padStart(6)} s`;
}

// Worded so that it cannot be taken for the tests' closing line.
function summary(total: number, failed: readonly StepResult[]): string {
  if (failed.length === 0) return `check: everything is in order (${total} of ${total} steps)`;
  const names = failed.map(({ name }) => name);
  return `check: ${names.length} of ${total} steps found faults: ${names.join(", ")}; repeat them with --only ${names.join(",")}`;
}

type Request = { steps: readonly Step[] } | { text: string; exitCode: number };

function parse(args: readonly string[], steps: readonly Step[]): Request {
  let options;
  try {
    const config = {
      only: { type: "string" },
      except: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    options = parseArgs({ args: [...args], options: config }).values;
  } catch (error) {
    return { text: `check: ${error instanceof Error ? error.message : String(error)}\nSee --help.\n`, exitCode: 2 };
  }
  if (options.help) return { text: help(steps), exitCode: 0 };
  const { only, except } = options;
  const [wanted, left] = [only, except].map((names) => names?.split(","));
  const unknown = [...(wanted ?? []), ...(left ?? [])].filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = steps.map((step) => step.name).join(", ");
    return { text: `check: ${unknown.join(",")}: no such step; there are ${known}\n`, exitCode: 2 };
  }
  const chosen = steps.filter(({ name }) => (wanted?.includes(name) ?? true) && left?.includes(name) !== true);
  // To have checked nothing is no success.
  if (chosen.length === 0) return { text: "check: --only and --except leave no step\n", exitCode: 2 };
  return { steps: chosen };
}

function help(steps: readonly Step[]): string {
  const width = Math.max(...steps.map((step) => step.name.length));
  const table = steps.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`);
  return [
    "Usage: pnpm check [--only NAME,NAME] [--except NAME,NAME]",
    "",
    "Runs the static checks and prints the whole output of those that fail.",
    "Exit code: 0 all in order, 1 a step failed, 2 wrong usage.",
    "",
    "Steps:",
    ...table,
    "",
  ].join("\n");
}
