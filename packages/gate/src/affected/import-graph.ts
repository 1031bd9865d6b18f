import type { ProtoFacts } from "./proto-facts.ts";

/** A proto file of one side, before it is compiled. */
export interface SourceFile {
  /** Path in the tree. */
  readonly path: string;
  /** How other files import it. */
  readonly importPath: string;
  readonly facts: ProtoFacts;
}

/** Who imports whom among the files of one side, by what their texts say. */
export class ImportGraph {
  /** Files by import path. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Whether two files have one import path, so that it cannot be told which of them is meant. */
  readonly isAmbiguous: boolean;
  private readonly importers: ReadonlyMap<string, readonly SourceFile[]>;

  constructor(files: readonly SourceFile[]) {
    this.files = new Map(files.map((file) => [file.importPath, file]));
    this.isAmbiguous = this.files.size < files.length;
    const importers = new Map<string, SourceFile[]>();
    for (const file of files) {
      for (const path of file.facts.imports) {
        const known = importers.get(path);
        if (known === undefined) importers.set(path, [file]);
        else known.push(file);
      }
    }
    this.importers = importers;
  }

  /** The files that import some paths, directly or through others; a path need not be there. */
  dependentsOf(importPaths: Iterable<string>): Set<SourceFile> {
    const found = new Set<SourceFile>();
    const open = [...importPaths];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      for (const file of this.importers.get(path) ?? []) {
        if (found.has(file)) continue;
        found.add(file);
        open.push(file.importPath);
      }
    }
    return found;
  }

  /** Files with everything that they import, directly or through others, as far as it is there. */
  closureOf(files: Iterable<SourceFile>): Set<SourceFile> {
    const found = new Set<SourceFile>();
    const open = [...files];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (found.has(file)) continue;
      found.add(file);
      for (const path of file.facts.imports) {
        const imported = this.files.get(path);
        if (imported !== undefined) open.push(imported);
      }
    }
    return found;
  }

  /** The packages on circles of imports that lead through some packages, these themselves left out. */
  packagesInCircleWith(names: ReadonlySet<string>): Set<string> {
    const imported = new Map<string, Set<string>>();
    const importing = new Map<string, Set<string>>();
    for (const { facts } of this.files.values()) {
      for (const path of facts.imports) {
        const other = this.files.get(path)?.facts.package;
        if (other === undefined || other === facts.package) continue;
        addTo(imported, facts.package, other);
        addTo(importing, other, facts.package);
      }
    }
    const before = reachable(imported, names);
    const after = reachable(importing, names);
    return new Set([...before].filter((name) => after.has(name) && !names.has(name)));
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

function reachable(edges: ReadonlyMap<string, ReadonlySet<string>>, from: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const next of edges.get(name) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}
