import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Program, startProgram } from "./program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Root of the repository. */
export const repositoryRoot: string = fileURLToPath(new URL("../../../", import.meta.url));

/** A started stack with its own data folder; it is stopped, and the folder deleted, when the value is disposed. */
export interface RunningStack extends AsyncDisposable {
  /** The launcher. */
  readonly program: Program;
  /** Pid that the launcher's table shows. */
  readonly pid: number;
  /** URL of a service, from the launcher's table; throws for a name that is not in it. */
  url(service: string): string;
  /** Everything that a service logged so far. */
  log(service: string): string;
  /** Absolute path of the data folder. */
  readonly data: string;
}

/** What to start; by default this repository's stack with free ports. */
export interface StackSettings {
  /** Main file, relative to the repository's root. */
  readonly entry?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Data folder to use and keep, for example that of a stack before; default: a temporary one. */
  readonly data?: string;
}

/** Options of `start` for free ports. */
export const freePorts: readonly string[] = ["--marketplace-port", "0", "--recommendations-port", "0"];

/** Starts a stack in a temporary data folder and waits for its table; rejects with its output when it ends before. */
export async function startStack(settings: StackSettings = {}): Promise<RunningStack> {
  const { entry = "scripts/start.ts", args = freePorts, env = {} } = settings;
  const folder = settings.data === undefined ? temporaryFolder("breakwater-stack-") : undefined;
  const data = settings.data ?? folder?.path ?? "";
  const program = startProgram(process.execPath, ["--conditions=@breakwater/source", entry, "--data", data, ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, ...env },
  });
  const dispose = async (): Promise<void> => {
    await program[Symbol.asyncDispose]();
    folder?.[Symbol.dispose]();
  };
  try {
    // The last line that the launcher prints.
    await program.untilStdout(/breakwater check\n/);
  } catch (error) {
    await dispose();
    throw error;
  }
  const table = program.stdout;
  return {
    program,
    pid: Number(cell(table, "stack").replace("pid ", "")),
    url: (service) => cell(table, service),
    log: (service) => readFileSync(join(data, "logs", `${service}.log`), "utf8"),
    data,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Second cell of the row that the name begins; cells are two spaces apart. */
function cell(table: string, name: string): string {
  const row = table.split("\n").find((line) => line.split(/ {2,}/)[0] === name);
  if (row === undefined) throw new Error(`the stack's table has no row ${name}:\n${table}`);
  return row.split(/ {2,}/)[1] ?? "";
}
