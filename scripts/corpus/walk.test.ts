import { join } from "node:path";
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
    const pairs = await walk(corpus, commits, { jobs, stopwatch, onCommit: () => (done += 1) });
    // The one that does not compile is passed over, and the next one compared with the one before it.
    expect(pairs.map(({ commit }) => commit)).toEqual([1, 2, 3, 5].map((index) => commits[index]));
    expect(done).toBe(5);
    const [additive, silent, typeChanged, deleted] = pairs.map(({ findings }) => findings);
    expect(additive).toMatchObject({ buf: [], gate: [] });
    expect(silent).toMatchObject({ buf: [], gate: [] });
    expect(typeChanged?.gate.map((line) => line.split(" ")[0])).toEqual(["FIELD_WIRE_COMPATIBLE_TYPE"]);
    expect(typeChanged?.buf).toEqual(typeChanged?.gate);
    expect(deleted?.gate.map((line) => line.split(" ")[0])).toEqual(["FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"]);
    expect([...stopwatch.stages.keys()]).toEqual(["compile", "plain buf", "gate", "own rules"]);
    const nameOf = (commit: string): string => corpus.nameOf(commit);
    const table = renderWalk({ commits: commits.length, pairs, nameOf, stages: new Map(), elapsed: 1500 });
    expect(table.split("\n").map((line) => line.replaceAll(/\s+/g, " "))).toEqual(
      expect.arrayContaining([
        "commits 6",
        "pairs that compile 4",
        "findings of buf equal 4, unequal 0",
        "flagged by buf 2",
        "buf silent 2, of these flagged by own rules 1",
        expect.stringContaining(` ${(commits[2] ?? "").slice(0, 12)} 1 RPC_DELETED`),
      ]),
    );
  });
}

test("a finding that only one of the two has is shown, also when the other has it less often", () => {
  const findings = { buf: ["A x", "A x", "B y"], gate: ["A x", "B y", "C z"], own: [] };
  const pairs: Pair[] = [{ commit: "1", findings }];
  expect(isSound(pairs)).toBe(false);
  expect(isSound([{ commit: "1", findings: { ...findings, gate: findings.buf } }])).toBe(true);
  const table = renderWalk({ commits: 2, pairs, nameOf: () => "one", stages: new Map(), elapsed: 0 });
  expect(table).toContain("one UNEQUAL\n  only plain buf: A x\n  only the gate:  C z\n");
});
