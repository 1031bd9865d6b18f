import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type TemporaryRepository, temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { type JsonReport, checkJson, runGate, runGateWith } from "../testing/run-gate.ts";

const file = "x/v1/x.proto";
const proto = (...fields: string[]): string =>
  ['syntax = "proto3";', "", "package x.v1;", "", "message M {", ...fields.map((field) => `  ${field}`), "}", ""].join(
    "\n",
  );
const policy = (text: string): string => `version: 1\nbaselines: { ${text} }\n`;
const breaking = ["--only", "breaking"];

/** Releases by their tags, the oldest first, each one commit on main; then a topic branch. */
function released(policyText: string, releases: Readonly<Record<string, string>>): TemporaryRepository {
  const repository = temporaryRepository({ "breakwater.yaml": policyText });
  for (const [tag, text] of Object.entries(releases)) {
    repository.commit({ [file]: text });
    repository.git("tag", tag);
  }
  return repository;
}

/** Findings that weigh something or were there before, with what they are about. */
function told({ findings }: JsonReport): string[] {
  return findings
    .filter(({ severity, existing }) => severity !== "note" || existing)
    .map(({ rule, element, severity, existing, baselines }) => {
      const about = baselines.map((name) => name.replace(/ \(.*/, "")).join(" ");
      return `${severity}${existing ? " (existing)" : ""} ${rule} ${element}: ${about}`;
    });
}

test("a break is told once, with the base and the supported releases that have it, and not with others", async () => {
  using repository = released(policy("releases: v*, supported: 2"), {
    "v1.0.0": proto("int32 a = 1;"),
    "v1.1.0": proto("int32 a = 1;", "int32 b = 2;"),
    "v1.2.0": proto("int32 a = 1;", "int32 b = 2;", "int32 c = 3;"),
  });
  repository.write({ [file]: proto("int64 a = 1;", "int32 b = 2;", "int64 c = 3;") });
  const report = await checkJson(repository.path, ...breaking);
  expect(told(report)).toEqual([
    "error FIELD_SAME_TYPE x.v1.M.a: main v1.2.0 v1.1.0",
    "error FIELD_SAME_TYPE x.v1.M.c: main v1.2.0",
  ]);
  expect(report.notes).toContain("releases: v1.2.0, v1.1.0 of 3 are supported");
  const { stdout } = await runGate(repository.path, "check", ...breaking);
  expect(stdout).toMatch(/\n {2}against main \([0-9a-f]{12}\), v1\.2\.0 and v1\.1\.0\n/);
});

test("what the base breaks of a release already does not fail the next change", async () => {
  using repository = released(policy("releases: v*"), { "v1.0.0": proto("int32 a = 1;") });
  repository.commit({ [file]: proto("int64 a = 1;") });
  repository.write({ [file]: proto("int64 a = 1;", "int32 b = 2;") });
  const report = await checkJson(repository.path, ...breaking);
  expect(report).toMatchObject({ verdict: "pass", exitCode: 0 });
  expect(told(report)).toEqual(["note (existing) FIELD_SAME_TYPE x.v1.M.a: v1.0.0"]);
  const { stdout } = await runGate(repository.path, "check", ...breaking);
  expect(stdout).toContain("On the base already, so they do not fail this check:\n");
  expect(stdout).toContain(`  ${file}:6:3 FIELD_SAME_TYPE (v1.0.0)\n`);
});

test("what a change breaks of a release alone fails", async () => {
  const service = (...rpcs: string[]): string => {
    return proto("int32 a = 1;").concat(["message N {}", "service S {", ...rpcs, "}", ""].join("\n"));
  };
  using repository = released(policy("releases: v*, supported: 2"), {
    "v1.0.0": service("rpc Get(M) returns (M);", "rpc Put(M) returns (M);"),
    "v1.1.0": service("rpc Put(M) returns (M);"),
  });
  repository.write({ [file]: service("rpc Get(M) returns (N);", "rpc Put(M) returns (M);") });
  const report = await checkJson(repository.path, ...breaking);
  expect(report.exitCode).toBe(1);
  expect(told(report)).toEqual(["error RPC_SAME_RESPONSE_TYPE x.v1.S.Get: v1.0.0"]);
});

test("only the releases that the base goes back to count", async () => {
  using repository = released(policy("releases: v*"), { "v1.0.0": proto("int32 a = 1;") });
  repository.git("switch", "--quiet", "--create", "maintenance");
  repository.commit({ [file]: proto("int32 a = 1;", "int32 fixed = 8;") });
  repository.git("tag", "v1.0.1");
  repository.git("switch", "--quiet", "--create", "topic", "main");
  repository.git("switch", "--quiet", "main");
  repository.commit({ [file]: proto("int32 a = 1;", "int32 later = 9;") });
  repository.git("tag", "--annotate", "--message", "v2", "v2.0.0");
  repository.git("switch", "--quiet", "topic");
  repository.write({ [file]: proto("int32 a = 1;", "int32 b = 2;") });
  const report = await checkJson(repository.path, ...breaking);
  expect(report.verdict).toBe("pass");
  expect(report.notes).toContain("releases: v1.0.0 of 1 is supported");
  repository.git("checkout", "--quiet", "--", ".");
  repository.git("switch", "--quiet", "main");
  repository.write({ [file]: proto("int32 a = 1;") });
  const onMain = await checkJson(repository.path, ...breaking);
  expect(onMain.notes).toContain("releases: v2.0.0 of 2 is supported");
  expect(onMain.exitCode).toBe(1);
});

test("a change of the policy counts from the next change on, and a first policy at once", async () => {
  using repository = released(policy("releases: v*"), { "v1.0.0": proto("int32 a = 1;") });
  repository.write({ "breakwater.yaml": "version: 1\n", [file]: proto("int64 a = 1;") });
  const report = await checkJson(repository.path, "--only", "breaking,policy");
  expect(told(report)).toEqual(["error FIELD_SAME_TYPE x.v1.M.a: main v1.0.0", "error POLICY_LOOSENED null: "]);
  using first = released("version: 1\n", { "v1.0.0": proto("int32 a = 1;") });
  first.commit({ "breakwater.yaml": undefined });
  first.write({ "breakwater.yaml": policy("releases: v*"), [file]: proto("int64 a = 1;") });
  expect(told(await checkJson(first.path, ...breaking))).toEqual(["error FIELD_SAME_TYPE x.v1.M.a: main v1.0.0"]);
});

test("a release of another folder layout is judged by the rules of the base, where its files are now", async () => {
  using repository = temporaryRepository({
    "breakwater.yaml": policy("releases: v*"),
    "buf.yaml": "version: v2\nmodules:\n  - path: api\n",
    [`api/${file}`]: proto("int32 a = 1;", "int32 b = 2;"),
  });
  repository.git("tag", "v1.0.0");
  const moved = "version: v2\nmodules:\n  - path: proto\nbreaking:\n  ignore: [proto/x/v1/other.proto]\n";
  repository.commit({
    "buf.yaml": moved,
    [`api/${file}`]: undefined,
    [`proto/${file}`]: proto("int64 a = 1;", "int32 b = 2;"),
  });
  repository.write({ [`proto/${file}`]: proto("int64 a = 1;", "int64 b = 2;") });
  const report = await checkJson(repository.path, ...breaking);
  expect(told(report)).toEqual([
    "error FIELD_SAME_TYPE x.v1.M.b: main v1.0.0",
    "note (existing) FIELD_SAME_TYPE x.v1.M.a: v1.0.0",
  ]);
  expect(report.findings.map(({ path }) => path)).toEqual([`proto/${file}`, `proto/${file}`]);
});

test("packages that a change does not affect are not compared with releases either", async () => {
  const other = "y/v1/y.proto";
  const ys = (type: string): string => `syntax = "proto3";\n\npackage y.v1;\n\nmessage Y {\n  ${type} a = 1;\n}\n`;
  using repository = temporaryRepository({ "breakwater.yaml": policy("releases: v*"), [other]: ys("int32") });
  repository.commit({ [file]: proto("int32 a = 1;") });
  repository.git("tag", "v1.0.0");
  repository.commit({ [other]: ys("int64") });
  repository.write({ [file]: proto("int64 a = 1;") });
  expect(told(await checkJson(repository.path, ...breaking))).toEqual(["error FIELD_SAME_TYPE x.v1.M.a: main v1.0.0"]);
  const full = await checkJson(repository.path, ...breaking, "--full");
  expect(told(full)).toEqual([
    "error FIELD_SAME_TYPE x.v1.M.a: main v1.0.0",
    "note (existing) FIELD_SAME_TYPE y.v1.Y.a: v1.0.0",
  ]);
});

test("no tag, a shallow clone, a named baseline and a release that does not compile are told", async () => {
  using repository = released(policy("releases: v*"), { "1.0.0": proto("int32 a = 1;") });
  repository.write({ [file]: proto("int64 a = 1;") });
  expect((await checkJson(repository.path, ...breaking)).notes).toContain(
    'releases: the base goes back to no tag like "v*"',
  );
  const named = await checkJson(repository.path, ...breaking, "--against", ".git#ref=HEAD");
  expect(named.notes).toContain("releases: not looked at, they go with the default baseline");
  using folder = temporaryFolder();
  const clone = join(folder.path, "clone");
  execFileSync("git", ["clone", "--quiet", "--depth=1", pathToFileURL(repository.path).href, clone]);
  execFileSync("cp", [join(repository.path, file), join(clone, file)]);
  const shallow = await runGate(clone, "check");
  expect([shallow.exitCode, shallow.stderr]).toEqual([2, expect.stringContaining("git fetch --unshallow --tags")]);
  repository.git("checkout", "--quiet", "--", ".");
  repository.commit({ [file]: "nonsense" });
  repository.git("tag", "v1.0.0");
  repository.commit({ [file]: proto("int32 a = 1;") });
  repository.write({ [file]: proto("int64 a = 1;") });
  const broken = await runGate(repository.path, "check");
  expect([broken.exitCode, broken.stderr]).toEqual([
    3,
    expect.stringContaining("The release, v1.0.0, does not compile"),
  ]);
});

test("a number of any release is not free again, and the finding names the releases that had it", async () => {
  using repository = released(policy("releases: v*"), {
    "v0.9.0": proto("string id = 1;"),
    "v1.0.0": proto("string id = 1;", "string name = 2;"),
    "v1.1.0": proto("string id = 1;", "string name = 2 [deprecated = true];"),
    "v1.2.0": proto("string id = 1;"),
    "v1.10.0": proto("string id = 1;", "int32 other = 7;"),
  });
  repository.write({ [file]: proto("string id = 1;", "int32 other = 7;", "int64 count = 2;") });
  const report = await checkJson(repository.path, ...breaking);
  expect(told(report)).toEqual(["error NUMBER_REUSED x.v1.M.count: "]);
  expect(report.findings[0]?.message).toContain('which was "name" of type "string" in v1.0.0 to v1.1.0');
  expect(report.findings[0]?.witness).toMatchObject({ confirmed: true });
});

test("what is reused of a supported release is told once", async () => {
  using repository = released(policy("releases: v*, supported: 2"), {
    "v1.0.0": proto("string id = 1;", "string name = 2;"),
    "v1.1.0": proto("string id = 1;"),
  });
  repository.write({ [file]: proto("string id = 1;", "int64 count = 2;") });
  const report = await checkJson(repository.path, ...breaking);
  expect(told(report)).toEqual(["error NUMBER_REUSED x.v1.M.count: "]);
});

test("what comes back as it was, and what has the number elsewhere, is no reuse", async () => {
  using repository = released(policy("releases: v*"), {
    "v1.0.0": proto("string id = 1;", "string name = 2;").replace("M {", "Other {"),
    "v1.1.0": proto("string id = 1;", "string name = 2;"),
    "v1.2.0": proto("string id = 1;"),
  });
  repository.write({ [file]: proto("string id = 1;", "string name = 2;", "int32 fresh = 3;") });
  expect(told(await checkJson(repository.path, ...breaking))).toEqual([]);
});

test("a release of the ledger that does not compile is named in a note", async () => {
  using repository = released(policy("releases: v*"), {
    "v1.0.0": proto("string id = 1;", "Missing name = 2;"),
    "v1.1.0": proto("string id = 1;"),
  });
  repository.write({ [file]: proto("string id = 1;", "int64 count = 2;") });
  const report = await checkJson(repository.path, ...breaking);
  expect(report.notes).toContain("releases: v1.0.0 does not compile, so that its numbers and names are not known");
});

test("a subfolder has the releases of its repository, by what they had in it", async () => {
  using repository = temporaryRepository({ "api/breakwater.yaml": policy("releases: v*, supported: 2") });
  repository.git("tag", "v0.1.0");
  repository.commit({ [`api/${file}`]: proto("int32 a = 1;", "string name = 2;"), "other/broken.proto": "nonsense" });
  repository.git("tag", "v1.0.0");
  repository.commit({ [`api/${file}`]: proto("int32 a = 1;") });
  repository.write({ [`api/${file}`]: proto("int64 a = 1;", "int64 count = 2;") });
  const report = await checkJson(join(repository.path, "api"), ...breaking);
  expect(told(report)).toEqual(["error FIELD_SAME_TYPE x.v1.M.a: main v1.0.0", "error NUMBER_REUSED x.v1.M.count: "]);
  expect(report.findings[1]?.message).toContain("in v1.0.0:");
});

test("the order of the earlier releases that are named changes no finding", async () => {
  using folder = temporaryFolder();
  const fields = { head: "int64 c = 2;", base: "", one: "string a = 2;", two: "string b = 2;", three: "string a = 2;" };
  for (const [name, field] of Object.entries(fields)) {
    writeFiles(join(folder.path, name), { [file]: proto("string id = 1;", field) });
  }
  const ask = async (...earlier: readonly string[]) => {
    const argv = earlier.flatMap((name) => ["--against", name]);
    return (await checkJson(folder.path, "head", ...breaking, "--against", "base", ...argv)).findings;
  };
  const findings = await ask("one", "two", "three");
  expect(findings.map(({ rule }) => rule)).toContain("NUMBER_REUSED");
  expect(await ask("three", "two", "one")).toEqual(findings);
  expect(await ask("two", "one", "three")).toEqual(findings);
});

test("what is deleted must have been deprecated in releases for as long as the policy says", async () => {
  const repository = (period: string): TemporaryRepository => {
    const releases = {
      "v1.0.0": proto("string id = 1;", "string name = 2;"),
      "v1.1.0": proto("string id = 1;", "string name = 2 [deprecated = true];"),
    };
    const made = released(`${policy("releases: v*")}deprecation: { ${period} }\n`, releases);
    made.write({ [file]: proto("reserved 2;", 'reserved "name";', "string id = 1;") });
    return made;
  };
  const ask = async (path: string, now: string) => {
    const argv = ["check", ...breaking, "--format", "json"];
    const { stdout } = await runGateWith({ now: new Date(now) }, path, ...argv);
    const report: { findings: { rule: string; severity: string; message: string; baselines: string[] }[] } =
      JSON.parse(stdout);
    const found = report.findings.filter(({ rule }) => rule === "DELETED_WITHOUT_DEPRECATION");
    expect(found.flatMap(({ baselines }) => baselines)).toEqual([]);
    return found.map(({ severity, message }) => `${severity}: ${message}`);
  };
  // All of these tags are of 2026-01-01.
  using days = repository("days: 30");
  expect(await ask(days.path, "2026-01-30T12:00:00Z")).toEqual([
    'error: Field "x.v1.M.name" is gone and was deprecated in v1.1.0 (2026-01-01); 30 days are asked for, until 2026-01-31.',
  ]);
  expect(await ask(days.path, "2026-01-31T12:00:00Z")).toEqual([]);
  using two = repository("releases: 2");
  expect(await ask(two.path, "2026-06-01T12:00:00Z")).toEqual([
    'error: Field "x.v1.M.name" is gone and was deprecated in 1 release, v1.1.0 (2026-01-01); 2 releases are asked for.',
  ]);
  using one = repository("releases: 1");
  expect(await ask(one.path, "2026-06-01T12:00:00Z")).toEqual([]);
});
