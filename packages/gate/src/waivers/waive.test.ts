import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { type GateRun, type JsonReport, runGateWith } from "../testing/run-gate.ts";
import { waiverFileName } from "./waiver-file.ts";

const file = "x/v1/x.proto";
const now = new Date("2026-03-01T12:00:00Z");
const rules = "version: v2\nbreaking:\n  use: [WIRE_JSON]\n";

const schema = (fields: readonly string[], lead = ""): string =>
  `${lead}syntax = "proto3";\n\npackage x.v1;\n\nmessage M {\n${fields.map((field) => `  ${field};\n`).join("")}}\n`;

const before = { "buf.yaml": rules, [file]: schema(["string a = 1", "string b = 2"]) };
const broken = schema(["string a = 1", "int64 b = 2"]);

/** A repository whose branch breaks field b. */
function brokenRepository(base: Readonly<Record<string, string>> = {}): ReturnType<typeof temporaryRepository> {
  const repository = temporaryRepository({ ...before, ...base });
  repository.git("checkout", "--quiet", "-b", "change");
  repository.write({ [file]: broken });
  return repository;
}

async function gate(folder: string, at: Date, ...argv: string[]): Promise<GateRun> {
  return await runGateWith({ now: at }, folder, ...argv);
}

async function report(folder: string, { at = now, argv = [] }: { at?: Date; argv?: readonly string[] } = {}) {
  const { stdout, stderr } = await gate(folder, at, "check", "--format", "json", ...argv);
  expect(stderr).toBe("");
  // The shape is what the tests are about: a field that is missing makes their assertions fail.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(stdout) as JsonReport;
}

async function fingerprintIn(folder: string): Promise<string> {
  const { findings } = await report(folder);
  return findings.find(({ severity }) => severity === "error")?.fingerprint ?? "";
}

const statuses = (findings: readonly Finding[]): string[] =>
  findings.filter(({ check }) => check !== "format").map((f) => `${f.rule} ${f.severity} ${f.waiver?.status ?? "-"}`);

const reason = ["--reason", "no caller", "--owner", "@acme/shop"] as const;

test("a waiver is proposed where it is written, and counts once the base has it", async () => {
  using repository = brokenRepository();
  const fingerprint = await fingerprintIn(repository.path);
  const { exitCode, stdout } = await gate(
    repository.path,
    now,
    "waive",
    fingerprint,
    ...reason,
    "--until",
    "2026-03-20",
  );
  expect([exitCode, stdout]).toEqual([
    0,
    "Waived until 2026-03-20: FIELD_WIRE_JSON_COMPATIBLE_TYPE of x.v1.M.b\n" +
      "Commit breakwater.waivers.yaml with the change; it counts once it is approved there, or on the base.\n",
  ]);
  const proposed = await report(repository.path);
  expect(proposed.verdict).toBe("fail");
  expect(statuses(proposed.findings)).toContain("FIELD_WIRE_JSON_COMPATIBLE_TYPE error proposed");
  expect(proposed.findings.find(({ waiver }) => waiver !== null)?.waiver).toEqual({
    status: "proposed",
    reason: "no caller",
    owner: "@acme/shop",
    issue: null,
    until: "2026-03-20",
  });
  // It lands by itself, and the change that it is for is checked against that.
  const waivers = readFileSync(join(repository.path, waiverFileName), "utf8");
  repository.git("stash", "--quiet", "--include-untracked");
  repository.git("checkout", "--quiet", "main");
  repository.commit({ [waiverFileName]: waivers });
  repository.git("checkout", "--quiet", "-b", "again");
  repository.write({ [file]: broken });
  const landed = await report(repository.path);
  expect(landed.verdict).toBe("pass");
  expect(statuses(landed.findings)).toContain("FIELD_WIRE_JSON_COMPATIBLE_TYPE error active");
  const later = await report(repository.path, { at: new Date("2026-03-20T23:59:59Z") });
  expect(later.verdict).toBe("pass");
  const over = await report(repository.path, { at: new Date("2026-03-21T00:00:00Z") });
  expect(over.verdict).toBe("fail");
  expect(statuses(over.findings)).toEqual(
    expect.arrayContaining(["FIELD_WIRE_JSON_COMPATIBLE_TYPE error expired", "WAIVER_EXPIRED note -"]),
  );
});

test("a waiver survives a rebase and line moves, and is for no other change of the same field", async () => {
  using repository = brokenRepository();
  await gate(repository.path, now, "waive", await fingerprintIn(repository.path), ...reason);
  const waivers = readFileSync(join(repository.path, waiverFileName), "utf8");
  using folder = temporaryFolder();
  const base = { ...before, [waiverFileName]: waivers };
  writeFiles(folder.path, {});
  const compare = async (old: string, next: string): Promise<JsonReport> => {
    writeFiles(join(folder.path, "old"), { ...base, [file]: old });
    writeFiles(join(folder.path, "new"), { ...base, [file]: next });
    return await report(folder.path, { argv: ["new", "--against", "old"] });
  };
  const lead = "// One.\n// Two.\n";
  const more = ["string z = 26", "string a = 1", "string b = 2"];
  const moved = await compare(schema(more, lead), schema([...more.slice(0, 2), "int64 b = 2"], `${lead}// Three.\n`));
  expect([moved.verdict, statuses(moved.findings)]).toEqual([
    "pass",
    expect.arrayContaining(["FIELD_WIRE_JSON_COMPATIBLE_TYPE error active"]),
  ]);
  const other = await compare(before[file], schema(["string a = 1", "bool b = 2"]));
  expect([other.verdict, statuses(other.findings)]).toEqual([
    "fail",
    expect.arrayContaining(["FIELD_WIRE_JSON_COMPATIBLE_TYPE error -", "WAIVER_UNMATCHED note -"]),
  ]);
});

test("of two folders the waivers of the one that is compared against count", async () => {
  using repository = brokenRepository();
  await gate(repository.path, now, "waive", await fingerprintIn(repository.path), ...reason);
  const waivers = readFileSync(join(repository.path, waiverFileName), "utf8");
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "old"), { ...before, [waiverFileName]: waivers });
  writeFiles(join(folder.path, "new"), { ...before, [file]: broken });
  expect((await report(folder.path, { argv: ["new", "--against", "old"] })).verdict).toBe("pass");
  const own = { ...before, [file]: broken, [waiverFileName]: waivers };
  writeFiles(join(folder.path, "bare"), before);
  writeFiles(join(folder.path, "own"), own);
  expect((await report(folder.path, { argv: ["own", "--against", "bare"] })).verdict).toBe("fail");
});

const whole = {
  fingerprint: '"0123456789ab"',
  rule: "FIELD_SAME_TYPE",
  element: "x.v1.M.a",
  reason: "why",
  owner: '"@acme"',
  until: "2026-03-20",
};

const faults: readonly (readonly [change: Readonly<Record<string, string>>, rule: string, message: string])[] = [
  [{ owner: "" }, "WAIVER_INVALID", "has no owner: name who answers for it"],
  [{ owner: "nobody" }, "WAIVER_INVALID", 'has the owner "nobody", whom nobody could ask'],
  [{ reason: '""' }, "WAIVER_INVALID", "has no reason: say why"],
  [{ until: "" }, "WAIVER_INVALID", "never expires: give it a last day"],
  [{ until: "2026-02-30" }, "WAIVER_INVALID", 'has the last day "2026-02-30", which is none'],
  [{ until: "2026-04-01" }, "WAIVER_INVALID", "which is too far ahead: 2026-03-31 is the last day that 30 days allow"],
  [{ until: "2026-02-28" }, "WAIVER_EXPIRED", "has expired: its last day was 2026-02-28"],
  [{ element: '"*"' }, "WAIVER_INVALID", 'is too broad: its element is "*"'],
  [{ element: "x.v1.*" }, "WAIVER_INVALID", "is too broad"],
  [{ fingerprint: "" }, "WAIVER_INVALID", "is too broad: it has no fingerprint"],
  [{ rule: "" }, "WAIVER_INVALID", "is too broad: it has no rule"],
  [{ fingerprint: "0123" }, "WAIVER_INVALID", 'has the fingerprint "0123", which is none'],
  [{ issue: "see chat" }, "WAIVER_INVALID", 'has the issue "see chat", which is no address'],
  [{ untill: "2026-03-20" }, "WAIVER_INVALID", 'has the unknown key "untill". Did you mean "until"?'],
  [{ rule: "FORMAT" }, "WAIVER_INVALID", "is for FORMAT, which needs none: run `buf format -w`"],
  [{}, "WAIVER_UNMATCHED", "The waiver for FIELD_SAME_TYPE of x.v1.M.a matches no finding."],
];

for (const [change, rule, message] of faults) {
  test(`a waiver with ${JSON.stringify(change)} fails the change that adds it, and is a note on the base`, async () => {
    const fields = Object.entries({ ...whole, ...change }).map(([key, value]) => `    ${key}: ${value}\n`);
    const text = `version: 1\nwaivers:\n  -\n${fields.join("")}`;
    using repository = temporaryRepository(before);
    repository.git("checkout", "--quiet", "-b", "change");
    repository.commit({ [waiverFileName]: text });
    const added = await report(repository.path);
    expect(added.findings.map((f) => [f.rule, f.severity, f.path])).toEqual([[rule, "error", waiverFileName]]);
    expect(added.findings[0]?.message).toContain(message);
    expect(added.verdict).toBe("fail");
    repository.git("checkout", "--quiet", "-B", "main");
    repository.git("checkout", "--quiet", "-b", "next");
    repository.commit({ [file]: schema(["string a = 1", "string b = 2", "string c = 3"]) });
    const next = await report(repository.path);
    expect(next.findings.filter((f) => f.path === waiverFileName).map((f) => [f.rule, f.severity])).toEqual([
      [rule, "note"],
    ]);
    expect(next.verdict).toBe("pass");
  });
}

test("two waivers for one finding, and a file that is none, are refused", async () => {
  const one = Object.entries(whole).map(([key, value]) => `    ${key}: ${value}\n`);
  using repository = brokenRepository();
  repository.write({ [waiverFileName]: `version: 1\nwaivers:\n  -\n${one.join("")}  -\n${one.join("")}` });
  const twice = await report(repository.path);
  expect(twice.findings.map(({ message }) => message)).toContain(
    "The waiver for FIELD_SAME_TYPE of x.v1.M.a is the second one for the same finding; the first is on line 4.",
  );
  for (const [text, message] of [
    ["waivers: []", 'breakwater.waivers.yaml:1 of working tree has no "version: 1"'],
    ["version: 1\nwaivers: {}", 'breakwater.waivers.yaml:2 of working tree is wrong: "waivers" must be a list'],
    ["version: 1\nwaiver: []", 'breakwater.waivers.yaml:2 of working tree has the unknown key "waiver"'],
    ["version: [", "breakwater.waivers.yaml:1 of working tree is not YAML"],
  ] as const) {
    repository.write({ [waiverFileName]: text });
    const { exitCode, stderr } = await gate(repository.path, now, "check");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
});

test("a longer waiver is a proposal again, and the one on the base still counts", async () => {
  using repository = brokenRepository();
  await gate(repository.path, now, "waive", await fingerprintIn(repository.path), ...reason, "--until", "2026-03-02");
  repository.git("stash", "--quiet", "--include-untracked");
  repository.git("checkout", "--quiet", "main");
  repository.git("checkout", "--quiet", "stash@{0}^3", "--", waiverFileName);
  repository.git("commit", "--quiet", "--message", "waive");
  repository.git("checkout", "--quiet", "-b", "again");
  repository.write({ [file]: broken });
  const text = readFileSync(join(repository.path, waiverFileName), "utf8").replace("2026-03-02", "2026-03-20");
  repository.write({ [waiverFileName]: text });
  const soon = await report(repository.path);
  expect([soon.verdict, statuses(soon.findings)]).toEqual([
    "pass",
    expect.arrayContaining(["FIELD_WIRE_JSON_COMPATIBLE_TYPE error active"]),
  ]);
  const later = await report(repository.path, { at: new Date("2026-03-03T00:00:00Z") });
  expect([later.verdict, statuses(later.findings)]).toEqual([
    "fail",
    expect.arrayContaining(["FIELD_WIRE_JSON_COMPATIBLE_TYPE error proposed"]),
  ]);
});

test("how long a waiver may last is for the base to say, and a longer time is a finding", async () => {
  using repository = brokenRepository({ "breakwater.yaml": "version: 1\nwaivers:\n  maxDays: 7\n" });
  const fingerprint = await fingerprintIn(repository.path);
  const far = await gate(repository.path, now, "waive", fingerprint, ...reason, "--until", "2026-03-20");
  expect([far.exitCode, far.stderr]).toEqual([
    2,
    "breakwater: --until 2026-03-20 is too far ahead: 2026-03-08 is the last day that 7 days allow.\n",
  ]);
  repository.write({ "breakwater.yaml": "version: 1\nwaivers:\n  maxDays: 90\n" });
  const { findings } = await report(repository.path);
  expect(findings.map(({ message }) => message)).toContain("Waivers may last longer: 7 days before, 90 days now.");
});

test("waive says what is missing or wrong, and writes nothing then", async () => {
  using repository = brokenRepository();
  const fingerprint = await fingerprintIn(repository.path);
  const last = fingerprint.slice(0, -1) + (fingerprint.endsWith("0") ? "1" : "0");
  const cases: readonly (readonly [argv: readonly string[], message: string])[] = [
    [[], "Name the findings to waive, by the fingerprints"],
    [[fingerprint, "--owner", "@a"], "A waiver needs a reason"],
    [[fingerprint, "--reason", "x"], "A waiver needs an owner"],
    [[fingerprint, "--reason", "x", "--owner", "me"], "A waiver needs an owner"],
    [[fingerprint, ...reason, "--until", "soon"], '--until takes a day, as in 2026-03-31; "soon" is none'],
    [[fingerprint, ...reason, "--until", "2026-02-01"], "--until 2026-02-01 is over: today is 2026-03-01 (UTC)"],
    [[fingerprint, ...reason, "--issue", "12"], '--issue takes the address of an issue, as in https://…; "12" is none'],
    [[last, ...reason], `has the fingerprint "${last}". Did you mean ${fingerprint}?`],
    [["--prune", fingerprint], "--prune finds by itself what to remove"],
  ];
  for (const [argv, message] of cases) {
    const { exitCode, stderr } = await gate(repository.path, now, "waive", ...argv);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  expect(repository.git("status", "--porcelain")).not.toContain(waiverFileName);
});

test("prune removes what has expired or is for nothing, and leaves comments and the others", async () => {
  using repository = brokenRepository();
  await gate(repository.path, now, "waive", await fingerprintIn(repository.path), ...reason);
  const path = join(repository.path, waiverFileName);
  const fields = (change: object): string =>
    Object.entries({ ...whole, ...change })
      .map(([key, value], index) => `${index === 0 ? "  - " : "    "}${key}: ${value}\n`)
      .join("");
  const kept = `${readFileSync(path, "utf8")}  # Agreed in June.\n`;
  repository.write({ [waiverFileName]: kept + fields({ until: "2026-02-01" }) + fields({ element: "x.v1.M.z" }) });
  const { exitCode, stdout } = await gate(repository.path, now, "waive", "--prune");
  expect([exitCode, stdout]).toEqual([
    0,
    "Removed: FIELD_SAME_TYPE of x.v1.M.a\nRemoved: FIELD_SAME_TYPE of x.v1.M.z\n",
  ]);
  expect(readFileSync(path, "utf8")).toContain("# Findings that the schema check lets pass for a while");
  expect(readFileSync(path, "utf8")).toContain("element: x.v1.M.b");
  const again = await gate(repository.path, now, "waive", "--prune");
  expect(again.stdout).toContain("Nothing to remove");
});
