import { posix } from "node:path";
import type { ProtoFacts } from "../affected/proto-facts.ts";
import { isWithin } from "../path-within.ts";

/** Where the imports of a set of proto files start, and what none of them is. */
export interface ProtoLayout {
  /** Folders that import paths start at, "." for the top, sorted. */
  readonly roots: readonly string[];
  /** Import paths that no file answers to, with how many files import each. */
  readonly missing: ReadonlyMap<string, number>;
}

/**
 * Finds the folders that imports start at: where an import leads to a file, what is in front of it is one; a file that
 * nobody imports tells by its package, which its folders usually spell.
 * @param files facts by path; undefined for a file that only the compiler can read
 */
export function findLayout(files: ReadonlyMap<string, ProtoFacts | undefined>): ProtoLayout {
  const imports = [...files.values()].flatMap((facts) => facts?.imports ?? []);
  const paths = [...files.keys()];
  const byImport = new Map([...new Set(imports)].map((path) => [path, paths.filter((file) => isSuffix(file, path))]));
  const evidence = rootsByFile(files, byImport);
  const votes = new Map<string, number>();
  for (const root of [...evidence.values()].flatMap((roots) => [...roots])) votes.set(root, (votes.get(root) ?? 0) + 1);
  const chosen = new Set(paths.map((path) => bestRoot(evidence.get(path) ?? votes.keys(), path, votes)));
  const isFound = (path: string): boolean => {
    return byImport.get(path)?.some((file) => chosen.has(rootOf(file, path))) === true || wellKnown.test(path);
  };
  const missing = new Map<string, number>();
  for (const path of imports) if (!isFound(path)) missing.set(path, (missing.get(path) ?? 0) + 1);
  return { roots: [...chosen].toSorted(), missing };
}

/** Compilers bring these along. */
const wellKnown = /^google\/protobuf\/(?:compiler\/)?[a-z_]+\.proto$/;

function isSuffix(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}

function rootOf(path: string, end: string): string {
  return path === end ? "." : path.slice(0, -end.length - 1);
}

/** What tells about each file where its import path starts: who imports it, and without that its package. */
function rootsByFile(
  files: ReadonlyMap<string, ProtoFacts | undefined>,
  byImport: ReadonlyMap<string, readonly string[]>,
): Map<string, Set<string>> {
  const evidence = new Map<string, Set<string>>();
  for (const [path, found] of byImport) {
    for (const file of found) evidence.set(file, (evidence.get(file) ?? new Set()).add(rootOf(file, path)));
  }
  for (const [path, facts] of files) {
    const folder = (facts?.package ?? "").replaceAll(".", "/");
    const parent = posix.dirname(path);
    if (evidence.has(path) || folder === "" || !isSuffix(parent, folder)) continue;
    evidence.set(path, new Set([rootOf(parent, folder)]));
  }
  return evidence;
}

/** Of some folders those around a file, and of them the one with most votes; of equals the outermost. */
function bestRoot(candidates: Iterable<string>, path: string, votes: ReadonlyMap<string, number>): string {
  const votesOf = (root: string): number => votes.get(root) ?? 0;
  const around = [...candidates].filter((root) => isWithin(path, root));
  const [best] = around.toSorted((a, b) => votesOf(b) - votesOf(a) || a.length - b.length);
  return best ?? ".";
}
