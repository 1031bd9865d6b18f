import { join } from "node:path";
import type { Finding } from "@breakwater/gate";
import { temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { Corpus } from "./corpus.ts";
import { isSound, renderWalk } from "./report.ts";
import { Stopwatch } from "./stopwatch.ts";
import { type Pair, walk } from "./walk.ts";

const wire = "version: v2\nbreaking: {use: [WIRE]}\n";
const proto = (...lines: string[]): string => ['syntax = "proto3";', "package a.v1;", ...lines, ""].join("\n");
const service = "service S { rpc Get(M) returns (M); }";

const versions: readonly Readonly<Record<string, string>>[] = [
  { "buf.yaml": wire, "a.proto": proto("message M { int32 a = 1; }", service) },
  // Nothing breaks.
  { "a.proto": proto("message M { int32 a = 1; int32 b = 2; }", service) },
  // buf's category WIRE does not look at RPCs.
  { "a.proto": proto("message M { int32 a = 1; int32 b = 2; }", "service S {}") },
  { "a.proto": proto("message M { string a = 1; int32 b = 2; }", "service S {}") },
  { "a.proto": proto("message M {") },
  { "a.proto": proto("message M { int32 b = 2; }") },
];

for (const jobs of [1, 9]) {
  test(`each commit is compared with the one before it, with ${jobs} jobs`, async () => {
    using repository = temporaryRepository();
    const commits = versions.map((files) => repository.commit(files));
    using folder = temporaryFolder();
    const corpus = new Corpus(repository.path, join(folder.path, "clone"), undefined);
    expect(corpus.history()).toEqual(commits);
    let done = 0;
    const stopwatch = new Stopwatch();
    const pairs = await walk(corpus, commits, {
      jobs,
      stopwatch,
      cache: join(folder.path, "cache"),
      onCommit: () => (done += 1),
    });
    // The one that does not compile is passed over, and the next one compared with the one before it.
    expect(pairs.map(({ commit }) => commit)).toEqual([1, 2, 3, 5].map((index) => commits[index]));
    expect(done).toBe(5);
    const [additive, silent, typeChanged, deleted] = pairs.map(({ findings }) => findings);
    const rulesOf = (lines: readonly string[] = []): unknown[] => lines.map((line) => line.split(" ")[0]);
    expect([additive, silent].map((findings) => findings?.buf)).toEqual([[], []]);
    expect(rulesOf(typeChanged?.buf)).toEqual(["FIELD_WIRE_COMPATIBLE_TYPE"]);
    expect(rulesOf(deleted?.buf)).toEqual(["FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"]);
    expect(isSound(pairs)).toBe(true);
    expect([...stopwatch.stages.keys()]).toEqual(["compile", "plain buf", "full", "fast"]);
    const nameOf = (commit: string): string => corpus.nameOf(commit);
    const table = renderWalk({ commits: commits.length, pairs, nameOf, stages: new Map(), elapsed: 1500 });
    expect(table.split("\n").map((line) => line.replaceAll(/\s+/g, " "))).toEqual(
      expect.arrayContaining([
        "commits 6",
        "pairs that compile 4",
        "findings of buf equal 4, unequal 0",
        "fast and full equal 4, unequal 0",
        "flagged by buf 2",
        "buf silent 2, of these flagged by own rules 1",
        expect.stringContaining(` ${(commits[2] ?? "").slice(0, 12)} 1 RPC_DELETED`),
      ]),
    );
  });
}

const finding: Finding = {
  check: "breaking",
  rule: "A",
  severity: "error",
  existing: false,
  element: null,
  path: "a.proto",
  line: 1,
  column: 1,
  deleted: false,
  oldPath: null,
  oldLine: null,
  old: null,
  new: null,
  message: "x",
  advice: "",
  dimension: null,
  breaks: [],
  witness: null,
  fingerprint: "0123456789ab",
  waiver: null,
  approval: null,
  baselines: [],
  consumers: null,
};

function tableOf(pairs: readonly Pair[]): string {
  return renderWalk({ commits: 2, pairs, nameOf: () => "one", stages: new Map(), elapsed: 0 });
}

test("a finding that only one of the two has is shown, also when the other has it less often", () => {
  const full = [finding, { ...finding, rule: "B", message: "y" }, { ...finding, rule: "C", message: "z" }];
  const findings = { buf: ["A x", "A x", "B y"], full, fast: full };
  const pairs: Pair[] = [{ commit: "1", findings }];
  expect(isSound(pairs)).toBe(false);
  expect(isSound([{ commit: "1", findings: { ...findings, buf: ["A x", "B y", "C z"] } }])).toBe(true);
  expect(tableOf(pairs)).toContain("one UNEQUAL\n  only plain buf: A x\n  only the gate:  C z\n");
});

test("a finding that a short cut loses, invents, changes or moves is shown", () => {
  const other = { ...finding, line: 2 };
  const cases: [full: Finding[], fast: Finding[], shown: string][] = [
    [[finding], [], "only in full: {"],
    [[], [finding], "only fast:    {"],
    [[finding], [other], '"line":2'],
    [[finding, other], [other, finding], "in another order"],
  ];
  for (const [full, fast, shown] of cases) {
    const pairs: Pair[] = [{ commit: "1", findings: { buf: full.map(() => "A x"), full, fast } }];
    expect(isSound(pairs)).toBe(false);
    expect(tableOf(pairs)).toContain("one SHORT CUTS CHANGE FINDINGS\n");
    expect(tableOf(pairs)).toContain(shown);
  }
});
