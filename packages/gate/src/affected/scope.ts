import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Surroundings, usesAny } from "@breakwater/schema";
import { BufLayout } from "../buf-layout.ts";
import { realPathIn } from "../file-in.ts";
import type { RunContext } from "../run-context.ts";
import { isConfigFile } from "../schema-file.ts";
import type { SourceSide } from "../source-side.ts";
import type { Tree } from "../tree.ts";
import { affectedPackages } from "./affected.ts";
import { ImportGraph, type SourceFile } from "./import-graph.ts";
import { readSourceFiles } from "./source-files.ts";

/** The part of a side that is looked at, by paths in its tree. */
export interface Part {
  /** Proto files of the affected packages. */
  readonly targets: ReadonlySet<string>;
  /** The same with everything that they import, as far as the tree has it. */
  readonly files: ReadonlySet<string>;
  /** Import paths of the targets. */
  readonly importPaths: ReadonlySet<string>;
  readonly surroundings: Surroundings;
}

/** What of a comparison is looked at: a part of each side. */
export interface Scope {
  readonly head: Part;
  readonly base: Part;
  readonly history: readonly Part[];
  /** Paths of the proto files that differ, or are on one side only. */
  readonly changed: ReadonlySet<string>;
  /** Names of the affected packages. */
  readonly packages: ReadonlySet<string>;
  /** How many packages are affected, of all on the head. */
  readonly affected: number;
  readonly all: number;
}

/**
 * Tells from the texts of the files which part of each side a change can have findings in.
 * @returns undefined when that is everything, or cannot be told without the compiler
 */
export async function findScope(
  context: RunContext,
  sides: { readonly head: SourceSide; readonly base: SourceSide; readonly history: readonly SourceSide[] },
): Promise<Scope | undefined> {
  const { head, base, history } = sides;
  const all = [head, base, ...history];
  if (all.some((side) => side.tree.hasLinks) || configId(head.tree) !== configId(base.tree)) return undefined;
  const graphs = await graphsOf(context, all);
  const [headGraph, baseGraph, ...others] = graphs ?? [];
  if (headGraph === undefined || baseGraph === undefined) return undefined;
  const changed = changedPaths(head.tree, base.tree);
  const packages = affectedPackages([headGraph, baseGraph], changed);
  const scope = {
    changed,
    packages,
    head: partOf(headGraph, inPackages(headGraph, packages)),
    base: partOf(baseGraph, inPackages(baseGraph, packages)),
    // Who calls an element of an earlier release need not call it any more.
    history: others.map((graph) => {
      const own = inPackages(graph, packages);
      return partOf(graph, [...own, ...graph.dependentsOf(own.map(({ importPath }) => importPath))]);
    }),
    affected: packagesOf(headGraph).filter((name) => packages.has(name)).length,
    all: packagesOf(headGraph).length,
  };
  return scope.affected === scope.all ? undefined : scope;
}

/**
 * The part of an earlier release that is in some packages.
 * @returns undefined when it cannot be told without the compiler
 */
export async function findPart(
  context: RunContext,
  release: SourceSide,
  packages: ReadonlySet<string>,
): Promise<Part | undefined> {
  const [graph] = release.tree.hasLinks ? [] : ((await graphsOf(context, [release])) ?? []);
  return graph === undefined ? undefined : partOf(graph, inPackages(graph, packages));
}

/** Who imports whom on each side; undefined when that cannot be told of all of them. */
async function graphsOf(context: RunContext, sides: readonly SourceSide[]): Promise<ImportGraph[] | undefined> {
  const trees = sides.map((side) => {
    const layout = side.layout === undefined ? BufLayout.plain : side.layout.layout;
    const modules = layout === undefined ? undefined : linkedModulesOf(side.tree, layout);
    return layout === undefined || modules === undefined
      ? undefined
      : { tree: side.tree, layout, linkedModules: modules };
  });
  const known = trees.filter((tree) => tree !== undefined);
  const lists = known.length < trees.length ? undefined : await readSourceFiles(context, known);
  const graphs = lists?.map((files) => new ImportGraph(files));
  return graphs?.some(({ isAmbiguous }) => isAmbiguous) === true ? undefined : graphs;
}

function inPackages(graph: ImportGraph, packages: ReadonlySet<string>): SourceFile[] {
  return [...graph.files.values()].filter(({ facts }) => packages.has(facts.package));
}

function packagesOf(graph: ImportGraph): string[] {
  return [...new Set([...graph.files.values()].map(({ facts }) => facts.package))];
}

function partOf(graph: ImportGraph, targets: readonly SourceFile[]): Part {
  const facts = [...graph.files.values()].map(({ importPath, facts: { imports, hasRpc } }) => {
    return { name: importPath, dependencies: imports, hasRpc };
  });
  return {
    targets: new Set(targets.map(({ path }) => path)),
    files: new Set([...graph.closureOf(targets)].map(({ path }) => path)),
    importPaths: new Set(targets.map(({ importPath }) => importPath)),
    surroundings: { usesAny: usesAny(facts) },
  };
}

/** Proto files that differ, or are on one side only. */
function changedPaths(head: Tree, base: Tree): Set<string> {
  const changed = new Set<string>();
  for (const path of new Set([...head.files.keys(), ...base.files.keys()])) {
    if (path.endsWith(".proto") && head.files.get(path) !== base.files.get(path)) changed.add(path);
  }
  return changed;
}

/** What a tree has of buf's configuration, which says what is compiled and how it is judged. */
function configId({ files }: Tree): string {
  return JSON.stringify([...files].filter(([path]) => isConfigFile(path)));
}

/** Module folders that git ignores; undefined when one is a link to another folder, which no listing shows. */
function linkedModulesOf(tree: Tree, layout: BufLayout): string[] | undefined {
  const linked: string[] = [];
  for (const module of layout.moduleFolders) {
    if (module === "." || [...tree.files.keys()].some((path) => path.startsWith(`${module}/`))) continue;
    if (tree.workFolder === undefined || !existsSync(join(tree.workFolder, module))) return undefined;
    if (realPathIn(tree.workFolder, module) !== module) return undefined;
    linked.push(module);
  }
  return linked;
}
