import { type PairFindings, comparePair } from "./compare-pair.ts";
import { type CompiledCommit, compileCommit } from "./compiled-commit.ts";
import type { Corpus } from "./corpus.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** One commit against the one before it; without `findings` when one of the two does not compile. */
export interface Pair {
  readonly commit: string;
  readonly findings: PairFindings | undefined;
}

/** How to walk. */
export interface WalkOptions {
  /** Stretches of the history to walk at the same time, at least 1. */
  readonly jobs: number;
  readonly stopwatch: Stopwatch;
  /** Called after each pair. */
  readonly onPair: () => void;
}

/**
 * Compares each commit of a list with the one before it. Every commit is compiled once and is the base of the next.
 * @param commits in the order of the history; the first is only a base
 * @returns the pairs in the same order
 */
export async function walk(corpus: Corpus, commits: readonly string[], options: WalkOptions): Promise<Pair[]> {
  const pairs = commits.length - 1;
  const length = Math.max(1, Math.ceil(pairs / options.jobs));
  const stretches: (readonly string[])[] = [];
  for (let start = 0; start < pairs; start += length) stretches.push(commits.slice(start, start + length + 1));
  return (await Promise.all(stretches.map((stretch) => walkStretch(corpus, stretch, options)))).flat();
}

async function walkStretch(corpus: Corpus, commits: readonly string[], options: WalkOptions): Promise<Pair[]> {
  const { stopwatch, onPair } = options;
  const compile = async (commit: string): Promise<CompiledCommit | undefined> => {
    return await stopwatch.time("compile", () => compileCommit(corpus.folder, corpus.withVendor(commit)));
  };
  const [first, ...rest] = commits;
  const pairs: Pair[] = [];
  let base = first === undefined ? undefined : await compile(first);
  try {
    for (const commit of rest) {
      const head = await compile(commit);
      const sides = base === undefined || head === undefined ? undefined : { base, head };
      pairs.push({ commit, findings: sides && (await comparePair(sides.base, sides.head, stopwatch)) });
      onPair();
      base?.[Symbol.dispose]();
      base = head;
    }
  } finally {
    base?.[Symbol.dispose]();
  }
  return pairs;
}
