import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Cache,
  GateError,
  type Io,
  RunContext,
  type Side,
  type SourceSide,
  compileSource,
  inputTree,
  openSource,
} from "@breakwater/gate";

/** The schemas of one commit, compiled once and whole: they are the head of one pair and the base of the next. */
export interface CompiledCommit extends Disposable {
  /** Folder of the repository, absolute. */
  readonly repository: string;
  /** The input that names the commit, for a check of its own. */
  readonly input: string;
  /** Folder with the schema files of the commit, for a compiler of its own; absolute. */
  readonly folder: string;
  readonly source: SourceSide;
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
    const source = await openSource(scratch.context, "head", tree);
    const side = await compileSource(scratch.context, source);
    if (side.schemas.index.files.size > 0) {
      return {
        repository,
        input: text,
        folder: source.folder,
        source,
        side,
        [Symbol.dispose]: () => scratch[Symbol.dispose](),
      };
    }
  } catch (error) {
    scratch[Symbol.dispose]();
    if (error instanceof GateError) return undefined;
    throw error;
  }
  scratch[Symbol.dispose]();
  return undefined;
}

/**
 * What a check needs, and a temporary folder that goes with it.
 * @param cache folder of the cache; without one every short cut is left out
 */
export function scratchContext(cwd: string, cache?: string): Disposable & { readonly context: RunContext } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "breakwater-corpus-")));
  const io: Io = {
    cwd,
    env: process.env,
    color: false,
    execPath: process.execPath,
    stdout: () => undefined,
    stderr: () => undefined,
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  const how = cache === undefined ? { isFull: true } : { cache: new Cache(cache) };
  return {
    context: new RunContext(io, folder, how),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
