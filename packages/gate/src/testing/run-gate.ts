import type { Finding } from "../finding.ts";
import { run } from "../cli.ts";

/** What one run of the command line left behind. */
export interface GateRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The JSON report as a program that reads it sees it. */
export interface JsonReport {
  readonly version: number;
  readonly verdict: string;
  readonly rules: string | null;
  readonly checks: readonly string[];
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
  readonly error?: { readonly code: number; readonly message: string };
}

/** What a run finds around it. */
interface GateWorld {
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly now: Date;
  /** Whether stdout is a terminal that shows colour. */
  readonly color: boolean;
  /** What runs scripts. */
  readonly execPath: string;
}

/** Runs the command line in this process, with `folder` as its working directory. */
export async function runGate(folder: string, ...argv: string[]): Promise<GateRun> {
  return await runGateWith({}, folder, ...argv);
}

/** The same with more in its environment, at another time, at a terminal, or with a stand-in for Node. */
export async function runGateWith(
  { env = {}, now = new Date(), color = false, execPath = process.execPath }: Partial<GateWorld>,
  folder: string,
  ...argv: string[]
): Promise<GateRun> {
  let stdout = "";
  let stderr = "";
  const exitCode = await run(argv, {
    cwd: folder,
    env: { ...process.env, ...env },
    color,
    execPath,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    now: () => now,
    signal: new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

/** Runs `check` with `--format json` and parses the report; fails when stdout is not one JSON object. */
export async function checkJson(folder: string, ...argv: string[]): Promise<JsonReport & { exitCode: number }> {
  const { exitCode, stdout } = await runGate(folder, "check", ...argv, "--format", "json");
  // The shape is what the tests are about: a field that is missing makes their assertions fail.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const report = JSON.parse(stdout) as JsonReport;
  return { ...report, exitCode };
}

/** The parts of findings that a table of expectations names: "RULE element path:line:column". */
export function summarise(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, element, path, line, column }) => `${rule} ${element} ${path}:${line}:${column}`);
}
