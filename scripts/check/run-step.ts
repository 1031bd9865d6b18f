import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import type { Step } from "./steps.ts";

/** How a step ended. */
export interface StepResult {
  readonly name: string;
  readonly isReport: boolean;
  readonly passed: boolean;
  readonly milliseconds: number;
  /** What the program printed on both streams, or why it could not be run. */
  readonly output: string;
}

/**
 * Runs the command of a step in `root`, with the tools installed there first on the PATH, and collects its output.
 * Never throws: a program that is missing, fails or is killed is a failed step.
 */
export async function runStep(step: Step, root: string): Promise<StepResult> {
  const started = performance.now();
  const [program, ...args] = step.command;
  const { promise, resolve } = Promise.withResolvers<{ passed: boolean; reason: string }>();
  const child = spawn(program, args, { cwd: root, env: environment(root), stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("error", (error) => {
    const advice = "install the tools with: npx --yes pnpm@12.21.0 install --frozen-lockfile";
    resolve({ passed: false, reason: `${program} cannot be run (${error.message}); ${advice}\n` });
  });
  child.on("close", (code, signal) => {
    resolve({ passed: code === 0, reason: signal === null ? "" : `${program} was ended by ${signal}\n` });
  });
  const { passed, reason } = await promise;
  const output = Buffer.concat(chunks).toString("utf8") + reason;
  const { name, isReport = false } = step;
  return { name, isReport, passed, milliseconds: performance.now() - started, output };
}

// The reports are collected and printed later, so no tool may ask the terminal or colour for it.
function environment(root: string): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...rest } = process.env;
  const path = [join(root, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter);
  return { ...rest, PATH: path, NO_COLOR: "1" };
}
