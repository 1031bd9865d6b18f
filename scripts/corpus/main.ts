/**
 * Tries the gate on a real schema history: its findings against those of plain buf, and the commits that are known to
 * break users. `pnpm corpus --help` says how.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkMustFlag, knownHistory } from "./check-must-flag.ts";
import { Corpus } from "./corpus.ts";
import { isSound, renderWalk } from "./report.ts";
import { Stopwatch } from "./stopwatch.ts";
import { walk } from "./walk.ts";

const help = `Usage: pnpm corpus DIR [--vendor DIR] [--limit N] [--jobs N] [--must-flag]

Compares each commit of a schema history with the one before it (by first
parents, and the last that compiles) and prints where the gate's findings differ
from those of plain \`buf breaking --exclude-imports\`, where the check with its
short cuts differs from one without any, and what its own rules find. Then, for a history that it knows, it runs the check over the commits that
are known to break users. DIR is a clone of the history; it is not written to.

  --vendor DIR  third-party protos that revisions import without having them
  --limit N     only the last N commits
  --jobs N      parts of the history to walk at the same time (one per processor)
  --must-flag   only the commits that are known to break users

Exits 1 when findings differ, or a commit is missed that must be flagged.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vendor: { type: "string" },
    limit: { type: "string" },
    jobs: { type: "string" },
    "must-flag": { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});

/** Walks the history, prints the table, and returns whether the gate and buf agree. */
async function compareHistory(corpus: Corpus, limit: number, jobs: number): Promise<boolean> {
  // The first commit of what is walked is only a base.
  const commits = corpus.history().slice(-(limit + 1));
  const stopwatch = new Stopwatch();
  const started = performance.now();
  let done = 0;
  const onCommit = (): void => {
    done += 1;
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${commits.length - 1} commits`);
  };
  const pairs = await walk(corpus, commits, { jobs, stopwatch, cache: join(corpus.folder, "..", "cache"), onCommit });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  const elapsed = performance.now() - started;
  const nameOf = (commit: string): string => corpus.nameOf(commit);
  console.log(renderWalk({ commits: commits.length, pairs, nameOf, stages: stopwatch.stages, elapsed }));
  return isSound(pairs);
}

async function main(source: string, limit: number, jobs: number): Promise<number> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "breakwater-corpus-")));
  const cwd = process.env["INIT_CWD"] ?? ".";
  try {
    const vendor = values.vendor === undefined ? undefined : resolve(cwd, values.vendor);
    const corpus = new Corpus(resolve(cwd, source), join(scratch, "clone"), vendor);
    const known = knownHistory(corpus);
    if (values["must-flag"] === true && known === undefined) {
      console.error(`${source} is none of the histories that have commits to flag.`);
      return 2;
    }
    const sound = values["must-flag"] === true || (await compareHistory(corpus, limit, jobs));
    const missed = known === undefined ? 0 : await checkMustFlag(corpus, known, (line) => console.log(line));
    return sound && missed === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A whole number from 1, the default when it is not given, and undefined for anything else. */
function count(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined) return otherwise;
  return /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

const [source] = positionals;
const limit = count(values.limit, Number.MAX_SAFE_INTEGER);
const jobs = count(values.jobs, availableParallelism());
if (values.help === true || source === undefined) {
  console.log(help);
  process.exitCode = values.help === true ? 0 : 2;
} else if (limit === undefined || jobs === undefined) {
  console.error("--limit and --jobs need a whole number from 1.");
  process.exitCode = 2;
} else process.exitCode = await main(source, limit, jobs);
