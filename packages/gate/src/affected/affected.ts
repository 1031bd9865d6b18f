import { dirname } from "node:path/posix";
import type { ImportGraph, SourceFile } from "./import-graph.ts";

/**
 * The packages that a change can have findings in. All others have the same findings on both sides, and nobody has to
 * compile them to know that.
 *
 * It is always whole packages: those with a file that changed, those whose files import one that changed (what they
 * say can change with it), those that share something with a changed file without importing it (see
 * {@link ProtoFacts.ties}, and packages whose names start with one another, for `a.b` can be a package or a message),
 * those that import each other in a circle with a changed package, which lint reports at each of them, and the packages
 * that have files in the same folders, for lint has rules about folders.
 * @param changed paths in the tree of the proto files that differ, or are on one side only
 */
export function affectedPackages(sides: readonly ImportGraph[], changed: ReadonlySet<string>): ReadonlySet<string> {
  const files = sides.flatMap((graph) => [...graph.files.values()]);
  const seeds = files.filter(({ path }) => changed.has(path));
  const importPaths = new Set(seeds.map(({ importPath }) => importPath));
  const affected = new Set(seeds);
  for (const graph of sides) for (const file of graph.dependentsOf(importPaths)) affected.add(file);

  // A type in no package is what a name means only where there is such a type.
  const hasUnnamed = files.some(({ facts }) => facts.package === "");
  const counts = (tie: string): boolean => hasUnnamed || !/^rpc \.[^.]*$/.test(tie);
  const ties = new Set(seeds.flatMap(({ facts }) => facts.ties).filter(counts));
  const names = new Set(seeds.map(({ facts }) => facts.package));
  for (const file of files) {
    if (file.facts.ties.some((tie) => ties.has(tie))) affected.add(file);
    if ([...names].some((name) => isRelated(name, file.facts.package))) affected.add(file);
  }
  const packages = new Set([...affected].map(({ facts }) => facts.package));
  for (const graph of sides) for (const name of graph.packagesInCircleWith(names)) packages.add(name);
  return withNeighbours(files, packages);
}

/** Packages with those that have files in the same folders. */
function withNeighbours(files: readonly SourceFile[], affected: ReadonlySet<string>): ReadonlySet<string> {
  const packages = new Set(affected);
  const folders = new Set<string>();
  for (let size = -1; size < packages.size + folders.size;) {
    size = packages.size + folders.size;
    for (const { path, facts } of files) {
      if (packages.has(facts.package)) folders.add(dirname(path));
      else if (folders.has(dirname(path))) packages.add(facts.package);
    }
  }
  return packages;
}

/** Whether the name of one package starts with that of the other; no name at all is the start of every name. */
export function isRelated(one: string, other: string): boolean {
  return one === "" || other === "" || `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
}
