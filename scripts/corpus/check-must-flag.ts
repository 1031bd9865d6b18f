import { run } from "@breakwater/gate";
import type { Corpus } from "./corpus.ts";
import { type MustFlag, mustFlag } from "./must-flag.ts";

/** The name of a known history that a clone is of, undefined when it has none of the commits that must be flagged. */
export function knownHistory(corpus: Corpus): string | undefined {
  return Object.entries(mustFlag).find(([, commits]) => commits.some(({ id }) => corpus.find(id) !== undefined))?.[0];
}

/**
 * Runs the command line over each commit of a known history that must be flagged.
 * @param print gets the report, line by line
 * @returns how many commits are missed
 */
export async function checkMustFlag(corpus: Corpus, history: string, print: (line: string) => void): Promise<number> {
  const entries = mustFlag[history] ?? [];
  print(`${entries.length} commits of ${history} that must be flagged`);
  let missed = 0;
  for (const entry of entries) {
    const commit = corpus.find(entry.id);
    if (commit === undefined) print(`  ${entry.id.padEnd(8)} NOT FOUND`);
    if (commit === undefined || (await isMissed(corpus, commit, { entry, print }))) missed += 1;
  }
  print(missed === 0 ? "  none missed" : `  ${missed} missed`);
  return missed;
}

async function isMissed(
  corpus: Corpus,
  commit: string,
  { entry: { id, what, gap }, print }: { readonly entry: MustFlag; readonly print: (line: string) => void },
): Promise<boolean> {
  const { exitCode, rules, seconds } = await checkCommit(corpus, commit);
  const isFlagged = exitCode === 1;
  const verdict = isFlagged ? "flagged" : gap === undefined ? `MISSED (exit ${exitCode})` : "gap";
  print(`  ${id.padEnd(8)} ${verdict.padEnd(8)} ${seconds.toFixed(1).padStart(5)} s  ${what}`);
  print(`                            ${isFlagged ? rules : (gap ?? "")}`);
  return !isFlagged && gap === undefined;
}

interface Outcome {
  readonly exitCode: number;
  readonly rules: string;
  readonly seconds: number;
}

async function checkCommit(corpus: Corpus, commit: string): Promise<Outcome> {
  const [head, base] = [commit, corpus.parentOf(commit)].map((each) => corpus.withVendor(each));
  let output = "";
  const started = performance.now();
  const argv = ["check", `.git#commit=${head}`, "--against", `.git#commit=${base}`, "--only", "breaking"];
  const exitCode = await run([...argv, "--format", "json"], {
    cwd: corpus.folder,
    env: process.env,
    color: false,
    execPath: process.execPath,
    stdout: (text) => (output += text),
    stderr: (text) => process.stderr.write(text),
    now: () => new Date(),
    signal: new AbortController().signal,
  });
  const rules = new Map<string, number>();
  for (const [, rule = ""] of output.matchAll(/"rule": "([A-Z_]+)"/g)) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const summary = [...rules].map(([rule, count]) => `${count} ${rule}`).join(", ");
  return { exitCode, rules: summary, seconds: (performance.now() - started) / 1000 };
}
