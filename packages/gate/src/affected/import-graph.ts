import { reachable } from "@breakwater/schema";
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
    const direct = [...importPaths].flatMap((path) => this.importers.get(path) ?? []);
    return reachable(direct, ({ importPath }) => this.importers.get(importPath) ?? []);
  }

  /** Files with everything that they import, directly or through others, as far as it is there. */
  closureOf(files: Iterable<SourceFile>): Set<SourceFile> {
    return reachable(files, ({ facts }) => facts.imports.flatMap((path) => this.files.get(path) ?? []));
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
    const before = reachable(names, (name) => imported.get(name) ?? []);
    const after = reachable(names, (name) => importing.get(name) ?? []);
    return new Set([...before].filter((name) => after.has(name) && !names.has(name)));
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}
