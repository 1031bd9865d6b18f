import { type PairFindings, comparePair } from "./compare-pair.ts";
import { type CompiledCommit, compileCommit } from "./compiled-commit.ts";
import type { Corpus } from "./corpus.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** One commit against the last one before it that compiles. */
export interface Pair {
  readonly commit: string;
  readonly findings: PairFindings;
}

/** How to walk. */
export interface WalkOptions {
  /** Stretches of the history to walk at the same time, at least 1. */
  readonly jobs: number;
  readonly stopwatch: Stopwatch;
  /** Folder of the cache that fast checks use. */
  readonly cache: string;
  /** Called after each commit but the first. */
  readonly onCommit: () => void;
}

/**
 * Compares each commit of a list with the one before it. A commit that does not compile is passed over: the next one is
 * compared with the last that did. A commit is compiled once, at the seams of jobs twice, and is the base of the next.
 * @param commits in the order of the history
 * @returns the pairs in the same order
 */
export async function walk(corpus: Corpus, commits: readonly string[], options: WalkOptions): Promise<Pair[]> {
  const length = Math.max(1, Math.ceil((commits.length - 1) / options.jobs));
  const stretches: Promise<Pair[]>[] = [];
  for (let start = 1; start < commits.length; start += length) {
    const [earlier, stretch] = [commits.slice(0, start), commits.slice(start, start + length)];
    stretches.push(walkStretch(corpus, { earlier, stretch }, options));
  }
  return (await Promise.all(stretches)).flat();
}

async function walkStretch(
  corpus: Corpus,
  { earlier, stretch }: { readonly earlier: readonly string[]; readonly stretch: readonly string[] },
  { stopwatch, cache, onCommit }: WalkOptions,
): Promise<Pair[]> {
  const compile = async (commit: string): Promise<CompiledCommit | undefined> => {
    return await stopwatch.time("compile", () => compileCommit(corpus.folder, corpus.withVendor(commit)));
  };
  const pairs: Pair[] = [];
  let base: CompiledCommit | undefined;
  for (const commit of earlier.toReversed()) if ((base = await compile(commit)) !== undefined) break;
  try {
    for (const commit of stretch) {
      const head = await compile(commit);
      onCommit();
      if (head === undefined) continue;
      if (base !== undefined) pairs.push({ commit, findings: await comparePair(base, head, { stopwatch, cache }) });
      base?.[Symbol.dispose]();
      base = head;
    }
  } finally {
    base?.[Symbol.dispose]();
  }
  return pairs;
}
