import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ProgramExit, startProgram } from "@breakwater/testkit";

/** Something that the machine lacks; the message says what, and what to do. */
export class MissingFault extends Error {
  override readonly name = "MissingFault";
}

/** Which Python, and where its packages go. */
export interface PythonOptions {
  /** Its command: "python3". */
  readonly command: string;
  /** Folder of the virtual environment; kept, and made anew when the requirements have changed. */
  readonly folder: string;
  /** Path of the file with the packages. */
  readonly requirements: string;
  readonly env: NodeJS.ProcessEnv;
}

// What the pinned protobuf needs.
const OLDEST_MINOR = 10;

/**
 * Makes a virtual environment with the packages, unless it is there, and returns the path of its Python.
 * @throws {MissingFault} when Python, its module venv or the network is missing
 */
export async function preparePython({ command, folder, requirements, env }: PythonOptions): Promise<string> {
  const run = async (program: string, args: readonly string[]): Promise<ProgramExit | undefined> =>
    // Rejects when there is no such program.
    await startProgram(program, args, { env }).exited.catch(() => undefined);
  const version = await run(command, ["-c", "import sys; print(*sys.version_info[:2], sep='.')"]);
  const [, major, minor] = /^(\d+)\.(\d+)$/m.exec(version?.stdout ?? "") ?? [];
  if (version === undefined || version.code !== 0 || major === undefined) {
    throw new MissingFault(
      `${command} cannot be run: install Python 3.${OLDEST_MINOR} or later, or name one with PYTHON=/path/to/python3.`,
    );
  }
  if (Number(major) !== 3 || Number(minor) < OLDEST_MINOR) {
    throw new MissingFault(
      `${command} is Python ${major}.${minor}, and protobuf needs 3.${OLDEST_MINOR} or later: name another with PYTHON=/path/to/python3.`,
    );
  }
  const python = join(folder, "bin/python");
  const stamp = join(folder, "installed.txt");
  const wanted = `Python ${major}.${minor}\n${readFileSync(requirements, "utf8")}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = await run(command, ["-m", "venv", folder]);
  if (made?.code !== 0) {
    throw new MissingFault(
      `${command} has no module venv that works: install it (Debian and Ubuntu: apt-get install python3-venv).\n${wordsOf(made)}`,
    );
  }
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--only-binary", ":all:"];
  const installed = await run(python, [...pip, "--requirement", requirements]);
  if (installed?.code !== 0) {
    throw new MissingFault(
      `pip cannot install ${requirements}: it needs a package index once, so check the network or set PIP_INDEX_URL.\n${wordsOf(installed)}`,
    );
  }
  writeFileSync(stamp, wanted);
  return python;
}

/** The last lines that a program wrote. */
function wordsOf(exit: ProgramExit | undefined): string {
  const lines = `${exit?.stdout ?? ""}${exit?.stderr ?? ""}`.trim().split("\n");
  return lines.slice(-5).join("\n");
}
