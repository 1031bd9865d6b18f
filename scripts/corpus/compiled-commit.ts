import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GateError, type Io, RunContext, type Side, compileTree, inputTree } from "@breakwater/gate";

/** The schemas of one commit, compiled once: they are the head of one pair and the base of the next. */
export interface CompiledCommit extends Disposable {
  /** Folder with the schema files of the commit, for a compiler of its own; absolute. */
  readonly folder: string;
  readonly side: Side;
}

/**
 * Compiles the schemas of a commit.
 * @returns undefined when they do not compile, or when there are none
 * @throws whatever is no fault of the schemas
 */
export async function compileCommit(repository: string, commit: string): Promise<CompiledCommit | undefined> {
  const scratch = scratchContext(repository);
  try {
    const text = `.git#commit=${commit}`;
    const input = { kind: "git", text, path: ".git", rev: commit, subdir: "" } as const;
    const tree = await inputTree(scratch.context, input, repository);
    const side = await compileTree(scratch.context, "head", tree);
    if (side.schemas.index.files.size > 0) {
      return { folder: tree.folder, side, [Symbol.dispose]: () => scratch[Symbol.dispose]() };
    }
  } catch (error) {
    scratch[Symbol.dispose]();
    if (error instanceof GateError) return undefined;
    throw error;
  }
  scratch[Symbol.dispose]();
  return undefined;
}

/** What a step of the gate needs, and a temporary folder that goes with it. */
export function scratchContext(cwd: string): Disposable & { readonly context: RunContext } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "breakwater-corpus-")));
  const io: Io = {
    cwd,
    env: process.env,
    color: false,
    execPath: process.execPath,
    stdout: () => undefined,
    stderr: () => undefined,
    signal: new AbortController().signal,
  };
  return {
    context: new RunContext(io, folder),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
