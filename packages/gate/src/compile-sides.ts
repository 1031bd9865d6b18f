import { type Scope, findScope } from "./affected/scope.ts";
import { GateError } from "./gate-error.ts";
import type { Input } from "./input.ts";
import type { Role } from "./role.ts";
import type { RunContext } from "./run-context.ts";
import { type Side, compileSource, readImage } from "./side.ts";
import { type SourceSide, openSource, withLayoutOf } from "./source-side.ts";
import type { Tree } from "./tree.ts";

/** An input before it is compiled. */
export type Opened = Tree | OpenedImage;

/** An image that a check was given. */
interface OpenedImage {
  readonly image: Input;
  readonly digest: string;
  readonly folder: string;
}

/** The sides of a comparison, each as a value. */
export interface Sides<Value> {
  readonly head: Value;
  readonly base: Value;
  /** Earlier releases. */
  readonly history: readonly Value[];
}

/** What was compiled, and what of it counts: everything without a scope. */
export interface CompiledSides {
  readonly sides: Sides<Side>;
  readonly scope: Scope | undefined;
}

/**
 * Compiles the sides of a comparison: of folders and revisions only the packages that the change can affect, with what
 * they import.
 * @throws {GateError} with outcome "compile" when a side does not compile
 */
export async function compileSides(context: RunContext, opened: Sides<Opened>): Promise<CompiledSides> {
  const sources = await openAll(context, opened);
  const { head, base, history } = sources;
  if (isImage(head) || isImage(base) || !history.every(isSource)) {
    return { sides: await compileAll(context, sources), scope: undefined };
  }
  const scope = await findScope(context, { head, base, history });
  if (scope === undefined || context.isFull) return { sides: await compileAll(context, sources), scope };
  try {
    const [headSide, baseSide, ...others] = await Promise.all([
      compileSource(context, head, scope.head),
      compileSource(context, base, scope.base),
      ...history.map((release, index) => compileSource(context, release, scope.history[index])),
    ]);
    return { sides: { head: headSide, base: baseSide, history: others }, scope };
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    // The compiler has the last word, and says it of the whole.
    return { sides: await compileAll(context, sources), scope };
  }
}

async function openAll(context: RunContext, opened: Sides<Opened>): Promise<Sides<SourceSide | OpenedImage>> {
  const open = async (role: Role, one: Opened): Promise<SourceSide | OpenedImage> => {
    return "image" in one ? one : await openSource(context, role, one);
  };
  const [head, base, ...history] = await Promise.all([
    open("head", opened.head),
    open("base", opened.base),
    ...opened.history.map((release) => open("history", release)),
  ]);
  if (isImage(head) || isImage(base)) return { head, base, history };
  const read = withLayoutOf(head, base);
  const borrow = (side: SourceSide | OpenedImage) => (isImage(side) ? side : withLayoutOf(read.layoutFrom, side));
  return { head, base: read, history: history.map(borrow) };
}

async function compileAll(context: RunContext, sources: Sides<SourceSide | OpenedImage>): Promise<Sides<Side>> {
  const compile = async (role: Role, source: SourceSide | OpenedImage): Promise<Side> => {
    if (!isImage(source)) return await compileSource(context, source);
    return await readImage(context, { role, input: source.image, folder: source.folder });
  };
  // One after the other: each compiler has all processors, and takes gigabytes for thousands of files.
  const head = await compile("head", sources.head);
  const base = await compile("base", sources.base);
  const history: Side[] = [];
  for (const release of sources.history) history.push(await compile("history", release));
  return { head, base, history };
}

function isImage(source: SourceSide | OpenedImage): source is OpenedImage {
  return "image" in source;
}

function isSource(source: SourceSide | OpenedImage): source is SourceSide {
  return !isImage(source);
}
