/**
 * Runs the gate over a real schema history and looks whether it flags the commits that are known to break users.
 * `pnpm corpus --help` says how.
 */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { run } from "@breakwater/gate";
import { Corpus } from "./corpus.ts";
import { type MustFlag, mustFlag } from "./must-flag.ts";

const help = `Usage: pnpm corpus DIR [--vendor DIR]

Checks each commit of a schema history that is known to break users against its
parent, and prints which the gate flags. DIR is a clone whose commits have the
subject "upstream <id>".

  --vendor DIR  third-party protos that revisions import without having them

Exits 1 when a commit is missed that should be flagged.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { vendor: { type: "string" }, help: { type: "boolean", short: "h" } },
});

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
    signal: new AbortController().signal,
  });
  const rules = new Map<string, number>();
  for (const [, rule = ""] of output.matchAll(/"rule": "([A-Z_]+)"/g)) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  const summary = [...rules].map(([rule, count]) => `${count} ${rule}`).join(", ");
  return { exitCode, rules: summary, seconds: (performance.now() - started) / 1000 };
}

/** Prints one line and returns whether the commit counts as missed. */
async function report(corpus: Corpus, commit: string, { id, what, gap }: MustFlag): Promise<boolean> {
  const { exitCode, rules, seconds } = await checkCommit(corpus, commit);
  const isFlagged = exitCode === 1;
  const verdict = isFlagged ? "flagged" : gap === undefined ? `MISSED (exit ${exitCode})` : "gap";
  console.log(`${id.padEnd(8)} ${verdict.padEnd(8)} ${seconds.toFixed(1).padStart(5)} s  ${what}`);
  console.log(`                          ${isFlagged ? rules : (gap ?? "")}`);
  return !isFlagged && gap === undefined;
}

async function main(source: string): Promise<number> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "breakwater-corpus-")));
  try {
    const vendor = values.vendor === undefined ? undefined : resolve(process.env["INIT_CWD"] ?? ".", values.vendor);
    const corpus = new Corpus(resolve(process.env["INIT_CWD"] ?? ".", source), join(scratch, "clone"), vendor);
    for (const [repository, commits] of Object.entries(mustFlag)) {
      const found = commits.map((entry) => ({ entry, commit: corpus.find(entry.id) }));
      if (found.every(({ commit }) => commit === undefined)) continue;
      console.log(`${repository}: ${commits.length} commits that must be flagged`);
      let missed = 0;
      for (const { entry, commit } of found) {
        if (commit === undefined) console.log(`${entry.id.padEnd(8)} NOT FOUND`);
        if (commit === undefined || (await report(corpus, commit, entry))) missed += 1;
      }
      console.log(missed === 0 ? "none missed" : `${missed} missed`);
      return missed === 0 ? 0 : 1;
    }
    console.error(`${source} is none of the known histories: ${Object.keys(mustFlag).join(", ")}.`);
    return 2;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const [source] = positionals;
if (values.help === true || source === undefined) {
  console.log(help);
  process.exitCode = values.help === true ? 0 : 2;
} else process.exitCode = await main(source);
