import { SchemaSet } from "@breakwater/schema";
import { type Part, type Scope, findPart } from "../affected/scope.ts";
import { GateError } from "../gate-error.ts";
import type { RunContext } from "../run-context.ts";
import { isConfigFile } from "../schema-file.ts";
import { type Side, compileSource } from "../side.ts";
import { type SourceSide, openSource, withLayoutOf } from "../source-side.ts";
import { type RevisionSource, type Tree, gitTree } from "../tree.ts";
import type { TaggedRelease } from "./list-releases.ts";

/** A release, and what of it counts for a change. */
export interface CompiledRelease {
  readonly release: TaggedRelease;
  /** Its schemas; those of the base itself where both have the same. */
  readonly side: Side;
}

/** Compiles the part of releases that a change can affect. What releases have in common is compiled once. */
export class ReleaseCompiler {
  private readonly context: RunContext;
  private readonly source: RevisionSource;
  private readonly base: Side;
  /** Names of the packages that count; undefined for all. */
  private readonly packages: ReadonlySet<string> | undefined;
  private readonly known = new Map<string, Promise<Side>>();

  /** @param base the base of the change, which a release may be equal to */
  constructor(
    context: RunContext,
    base: Side,
    { source, scope }: { readonly source: RevisionSource; readonly scope: Scope | undefined },
  ) {
    this.context = context;
    this.source = source;
    this.base = base;
    const counting = context.isFull ? undefined : scope;
    this.packages = counting?.packages;
    if (base.tree !== undefined) this.known.set(keyOf(base.tree, counting?.base), Promise.resolve(base));
  }

  /**
   * Compiles a release.
   * @returns undefined when it has no schemas
   * @throws {GateError} with outcome "compile" when it does not compile
   */
  async compile(release: TaggedRelease): Promise<CompiledRelease | undefined> {
    if (release.tree === undefined) return undefined;
    const origin = this.base.tree?.origin;
    if (origin?.kind === "git" && origin.tree === release.tree) return { release, side: this.base };
    const { repository, workFolder } = this.source;
    const tree = await gitTree({ repository, tree: release.tree, label: release.name, workFolder });
    const own = await openSource(this.context, "release", tree);
    const { layoutFrom } = this.base;
    const source = layoutFrom === undefined ? own : withLayoutOf(layoutFrom, own);
    const { packages } = this;
    const part = packages === undefined ? undefined : await findPart(this.context, source, packages);
    const key = keyOf(tree, part);
    const side = this.known.get(key) ?? this.compileSource(source, part);
    this.known.set(key, side);
    return { release, side: await side };
  }

  private async compileSource(source: SourceSide, part: Part | undefined): Promise<Side> {
    try {
      if (part !== undefined) return await compileSource(this.context, source, part);
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      // The compiler has the last word, and says it of the whole.
    }
    return inPackages(await compileSource(this.context, source), this.packages);
  }
}

/** A side without the packages that do not count: on the head, where they are left out, they would be deleted. */
function inPackages(side: Side, packages: ReadonlySet<string> | undefined): Side {
  if (packages === undefined) return side;
  const { image, index, usesAny } = side.schemas;
  const files = [...index.files.values()].filter((file) => packages.has(file.package));
  const targets = new Set(files.map(({ name }) => name));
  return { ...side, schemas: new SchemaSet(image.withTargets(targets), { usesAny }) };
}

/** What decides what comes out of the compiler: the configuration, and the files of a part. */
function keyOf({ files }: Tree, part: Part | undefined): string {
  const isRead = (path: string): boolean => {
    return isConfigFile(path) || (path.endsWith(".proto") && (part?.files.has(path) ?? true));
  };
  const targets = part === undefined ? null : [...part.importPaths];
  return JSON.stringify([targets, [...files].filter(([path]) => isRead(path))]);
}
