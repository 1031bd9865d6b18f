import type { Module } from "./module.ts";

/** Modules that import each other in a circle. */
export interface Cycle {
  /** The circle, from its first module in order of path back to that one. */
  readonly paths: readonly string[];
  /** Line of the import with which the first module enters the circle. */
  readonly line: number;
}

/**
 * Finds the import cycles among `modules`, type imports included. Each module is named in at most one cycle, the
 * shortest through the first module of the group that hangs together.
 */
export function findCycles(modules: readonly Module[]): Cycle[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const cycles: Cycle[] = [];
  const reported = new Set<string>();
  for (const module of modules.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (reported.has(module.path)) continue;
    const paths = shortestCircle(module, byPath);
    if (paths === undefined) continue;
    for (const path of paths) reported.add(path);
    cycles.push({ paths, line: edges(module).find(([path]) => path === paths[1])?.[1] ?? 1 });
  }
  return cycles;
}

/** Breadth first from `start` until an import leads back to it. */
function shortestCircle(start: Module, byPath: ReadonlyMap<string, Module>): string[] | undefined {
  const queue = [[start.path]];
  const seen = new Set<string>();
  for (let trail = queue.shift(); trail !== undefined; trail = queue.shift()) {
    const module = byPath.get(trail.at(-1) ?? "");
    for (const [path] of module === undefined ? [] : edges(module)) {
      if (path === start.path) return [...trail, path];
      if (seen.has(path)) continue;
      seen.add(path);
      queue.push([...trail, path]);
    }
  }
  return undefined;
}

function edges(module: Module): [path: string, line: number][] {
  return module.imports.flatMap(({ target, line }): [string, number][] => {
    const path = target.kind === "relative" || target.kind === "workspace" ? target.path : undefined;
    return path === undefined ? [] : [[path, line]];
  });
}
