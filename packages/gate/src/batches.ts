import { dirname } from "node:path/posix";
import type { SchemaSet } from "@breakwater/schema";
import { isRelated } from "./affected/affected.ts";

/** Files of one batch, unless a group that belongs together has more. */
const batchSize = 250;

/**
 * Divides files into batches that buf can check one by one, with the same findings as all at once but less than half of
 * the time and memory, which grow faster than the number of files. A package is never divided, and what rules look at
 * together stays together: folders, files that are in another package on the other side, packages whose names start
 * with one another, and packages whose RPCs have a request or response in common.
 * @param targets import paths
 * @param sides what the files say on each side
 */
export function batchesOf(targets: ReadonlySet<string>, sides: readonly SchemaSet[]): Set<string>[] {
  if (targets.size <= batchSize) return targets.size === 0 ? [] : [new Set(targets)];
  const groups = new Groups();
  const packages = new Set<string>();
  for (const path of targets) groups.join(`file ${path}`, `folder ${dirname(path)}`);
  for (const { index } of sides) {
    for (const path of targets) {
      const file = index.files.get(path);
      if (file === undefined) continue;
      packages.add(file.package);
      groups.join(`file ${path}`, `package ${file.package}`);
      for (const { inputType, outputType } of file.service.flatMap(({ method }) => method)) {
        groups.join(`file ${path}`, `type ${inputType}`);
        groups.join(`file ${path}`, `type ${outputType}`);
      }
    }
  }
  const sorted = [...packages].toSorted();
  for (const [index, name] of sorted.entries()) {
    // Names that start with this one come next.
    for (const other of sorted.slice(index + 1)) {
      if (!other.startsWith(name)) break;
      if (isRelated(name, other)) groups.join(`package ${name}`, `package ${other}`);
    }
  }
  // In an image files come after what they import: neighbours have most of their imports in common.
  const order = new Set(sides.flatMap(({ image }) => image.files.map(({ name }) => name)));
  const ordered = [...order].filter((path) => targets.has(path));
  return pack(ordered, (path) => groups.nameOf(`file ${path}`));
}

function pack(targets: readonly string[], groupOf: (path: string) => string): Set<string>[] {
  const batches: Set<string>[] = [];
  let batch = new Set<string>();
  for (const group of Map.groupBy(targets, groupOf).values()) {
    if (batch.size > 0 && batch.size + group.length > batchSize) {
      batches.push(batch);
      batch = new Set();
    }
    for (const path of group) batch.add(path);
  }
  batches.push(batch);
  return batches;
}

/** Things that belong together, directly or through others (union-find). */
class Groups {
  private readonly parents = new Map<string, string>();

  join(one: string, other: string): void {
    this.parents.set(this.nameOf(one), this.nameOf(other));
  }

  /** The thing that stands for a group. */
  nameOf(thing: string): string {
    let name = thing;
    for (let next = this.parents.get(name); next !== undefined && next !== name; next = this.parents.get(name)) {
      // Shortens the way for the next time.
      this.parents.set(name, this.parents.get(next) ?? next);
      name = next;
    }
    return name;
  }
}
