import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";

/** What one run of a command took. */
export interface Cost {
  /** Wall time in milliseconds. */
  readonly time: number;
  /** Most resident memory that the process and all below it had at one time, in bytes, looked at every 20 ms. */
  readonly memory: number;
  readonly exitCode: number;
}

const pageSize = 4096;
const interval = 20;

/**
 * Runs a command to its end and measures it with everything that it starts. Linux only: it reads /proc.
 * @param environment more variables for the command
 */
export async function measure(
  [command = "", ...args]: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Cost> {
  const started = performance.now();
  const child = spawn(command, args, { cwd, env: { ...process.env, ...environment }, stdio: "ignore" });
  let memory = 0;
  const timer = setInterval(() => (memory = Math.max(memory, residentMemory(child))), interval);
  const [exitCode] = await once(child, "close");
  clearInterval(timer);
  return { time: performance.now() - started, memory, exitCode: Number(exitCode ?? -1) };
}

function residentMemory({ pid = -1 }: ChildProcess): number {
  const children = new Map<number, number[]>();
  const pages = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`);
    // After the name, which is in parentheses and may have any character in it: state, parent, … and resident pages 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const parent = Number(fields[1]);
    pages.set(Number(name), Number(fields[21]) || 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [pid];
  for (const each of tree) tree.push(...(children.get(each) ?? []));
  return tree.reduce((sum, each) => sum + (pages.get(each) ?? 0), 0) * pageSize;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It has ended since it was listed.
    return "";
  }
}
