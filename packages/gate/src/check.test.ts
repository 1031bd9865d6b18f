import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Files, temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runBuf } from "./testing/run-buf.ts";
import { checkJson, runGate } from "./testing/run-gate.ts";

const file = "x/v1/x.proto";
const proto = (...lines: string[]): string => ['syntax = "proto3";', "", "package x.v1;", "", ...lines, ""].join("\n");
const message = (type: string): string => proto("message M {", `  ${type} a = 1;`, "}");
const config = (...lines: string[]): string => ["version: v2", ...lines, ""].join("\n");

async function compare(before: Files, after: Files, ...argv: string[]): Promise<ReturnType<typeof checkJson>> {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), before);
  writeFiles(join(folder.path, "after"), after);
  return await checkJson(folder.path, "after", "--against", "before", ...argv);
}

test("a change of a comment passes, and equal schemas are unchanged", async () => {
  const before = { [file]: message("int32") };
  const commented = { [file]: message("int32").replace("message", "// A message.\nmessage") };
  expect(await compare(before, commented)).toMatchObject({ verdict: "pass", exitCode: 0, findings: [], version: 1 });
  expect(await compare(before, before)).toMatchObject({ verdict: "unchanged", exitCode: 0, findings: [], checks: [] });
});

test("a head that loosens buf.yaml is judged by the base's", async () => {
  const before = { "buf.yaml": config("breaking:", "  use: [FILE]"), [file]: message("int32") };
  for (const loosened of [
    config("breaking:", "  use: [FILE]", "  ignore: [x/v1]"),
    config("breaking:", "  use: [WIRE]", "  except: [FIELD_WIRE_COMPATIBLE_TYPE]"),
    config("breaking:", "  ignore_only:", "    FIELD_SAME_TYPE: [x]"),
  ]) {
    const report = await compare(before, { "buf.yaml": loosened, [file]: message("int64") }, "--only", "breaking");
    expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
    expect(report).toMatchObject({ exitCode: 1, rules: "base" });
  }
});

test("stability and dimensions weigh what buf finds too", async () => {
  const severities = async (policy: string): Promise<string[]> => {
    const files = (type: string): Files => ({ "breakwater.yaml": `version: 1\n${policy}`, [file]: message(type) });
    const { findings } = await compare(files("int32"), files("int64"), "--only", "breaking");
    return findings.filter(({ rule }) => rule === "FIELD_SAME_TYPE").map(({ severity }) => severity);
  };
  expect(await severities("")).toEqual(["error"]);
  expect(await severities("stability: { x.v1.M: unstable }\n")).toEqual(["note"]);
  expect(await severities("dimensions: { binary: warning }\n")).toEqual(["warning"]);
  expect(await severities("dimensions: { json: warning }\n")).toEqual(["error"]);
});

test("without a buf.yaml on the base the head's counts, and without any buf's defaults", async () => {
  const schema = (goPackage: string): string => proto(`option go_package = "${goPackage}";`);
  const after = { "buf.yaml": config("breaking:", "  use: [WIRE]"), [file]: schema("b") };
  const head = await compare({ [file]: schema("a") }, after, "--only", "breaking");
  expect(head).toMatchObject({ rules: "head", verdict: "pass" });
  const none = await compare({ [file]: schema("a") }, { [file]: schema("b") }, "--only", "breaking");
  expect(none).toMatchObject({ rules: "defaults", verdict: "fail" });
});

test("ignores of the base count, by module, folder, file and rule", async () => {
  const paths = ["a/p/v1/p.proto", "b/q/v1/q.proto", "b/r/v1/r.proto", "b/s/v1/s.proto"];
  const files = (type: string): Files =>
    Object.fromEntries(
      paths.map((path) => {
        const name = path.split("/")[1] ?? "";
        return [
          path,
          `syntax = "proto3";\n\npackage ${name}.v1;\n\nmessage ${name.toUpperCase()} {\n  ${type} a = 1;\n}\n`,
        ];
      }),
    );
  const rules = config(
    "modules: [{path: a}, {path: b}]",
    "breaking:",
    "  ignore: [a, b/q]",
    "  ignore_only: {FIELD_SAME_TYPE: [b/r/v1/r.proto]}",
  );
  const before = { "buf.yaml": rules, ...files("int32") };
  const report = await compare(before, { "buf.yaml": rules, ...files("int64") }, "--only", "breaking");
  expect(report.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["FIELD_SAME_TYPE b/s/v1/s.proto"]);
});

test("modules with rules of their own are checked by them", async () => {
  const rules = config(
    "modules:",
    "  - path: a",
    "    breaking: {use: [WIRE]}",
    "    lint: {use: [MINIMAL]}",
    "  - path: b",
    "lint: {use: [STANDARD]}",
  );
  const files = (type: string): Files => ({
    "buf.yaml": rules,
    "a/p/v1/p.proto": `syntax = "proto3";\n\npackage p.v1;\n\nmessage p {\n  ${type} a = 1;\n}\n`,
    "b/q/v1/q.proto": `syntax = "proto3";\n\npackage q.v1;\n\nmessage q {\n  ${type} a = 1;\n}\n`,
  });
  const report = await compare(files("int32"), files("int64"), "--only", "breaking,lint");
  expect(report.findings.map(({ rule, path, existing }) => `${rule} ${path} ${existing}`)).toEqual([
    "FIELD_TYPE_WIDTH_CHANGED a/p/v1/p.proto false",
    "FIELD_SAME_TYPE b/q/v1/q.proto false",
    "MESSAGE_PASCAL_CASE b/q/v1/q.proto true",
  ]);
});

test("modules that share a folder are told apart by includes and excludes", async () => {
  const rules = config(
    "modules:",
    "  - {path: proto, includes: [proto/p], breaking: {use: [WIRE]}}",
    "  - {path: proto, excludes: [proto/p]}",
  );
  const files = (type: string): Files => ({
    "buf.yaml": rules,
    "proto/p/v1/p.proto": `syntax = "proto3";\npackage p.v1;\nmessage P { ${type} a = 1; }\n`,
    "proto/q/v1/q.proto": `syntax = "proto3";\npackage q.v1;\nmessage Q { ${type} a = 1; }\n`,
  });
  const report = await compare(files("int32"), files("int64"), "--only", "breaking");
  expect(report.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    "FIELD_TYPE_WIDTH_CHANGED proto/p/v1/p.proto",
    "FIELD_SAME_TYPE proto/q/v1/q.proto",
  ]);
});

test("a module more on the head, and a renamed module folder, do not stop the comparison", async () => {
  const before = { "buf.yaml": config("modules: [{path: a}]"), "a/x/v1/x.proto": message("int32") };
  const added = {
    "buf.yaml": config("modules: [{path: a}, {path: b}]"),
    "a/x/v1/x.proto": message("int32"),
    "b/y/v1/y.proto": 'syntax = "proto3";\n\npackage y.v1;\n\nmessage y {}\n',
  };
  const more = await compare(before, added);
  expect(more.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["MESSAGE_PASCAL_CASE b/y/v1/y.proto"]);
  const renamed = { "buf.yaml": config("modules: [{path: c}]"), "c/x/v1/x.proto": message("int64") };
  const moved = await compare(before, renamed, "--only", "breaking");
  expect(moved.findings.map(({ rule, path, old }) => ({ rule, path, old }))).toEqual([
    { rule: "FIELD_SAME_TYPE", path: "c/x/v1/x.proto", old: "int32 a = 1;" },
  ]);
});

test("version 1 configuration counts, also of the modules of a workspace", async () => {
  const before = {
    "buf.work.yaml": "version: v1\ndirectories: [a, b]\n",
    "a/buf.yaml": "version: v1\nbreaking:\n  ignore: [p/v1]\n",
    "a/p/v1/p.proto": 'syntax = "proto3";\npackage p.v1;\nmessage P { int32 a = 1; }\n',
    "b/buf.yaml": "version: v1\n",
    "b/q/v1/q.proto": 'syntax = "proto3";\npackage q.v1;\nmessage Q { int32 a = 1; }\n',
  };
  const after = {
    ...before,
    "a/p/v1/p.proto": 'syntax = "proto3";\npackage p.v1;\nmessage P { int64 a = 1; }\n',
    "b/q/v1/q.proto": 'syntax = "proto3";\npackage q.v1;\nmessage Q { int64 a = 1; }\n',
  };
  const report = await compare(before, after, "--only", "breaking");
  expect(report.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(["FIELD_SAME_TYPE b/q/v1/q.proto"]);
  expect(report.rules).toBe("base");
});

test("lint findings and unformatted files of the base are existing and do not fail, new ones do", async () => {
  const before = { [file]: proto("message m {", " int32 a = 1;", "}") };
  const kept = { [file]: proto("// Comment.", "message m {", " int32 a = 1;", "}") };
  const same = await compare(before, kept);
  expect(same.findings.map(({ rule, existing, severity }) => `${rule} ${existing} ${severity}`)).toEqual([
    "FORMAT true note",
    "MESSAGE_PASCAL_CASE true note",
  ]);
  expect(same).toMatchObject({ verdict: "pass", exitCode: 0 });
  const more = { ...kept, "x/v1/y.proto": proto("message y {", " int32 a = 1;", "}") };
  const report = await compare(before, more);
  expect(
    report.findings.filter(({ existing }) => !existing).map((f) => [f.rule, f.element, f.path, f.line, f.old, f.new]),
  ).toEqual([
    ["FORMAT", "x.v1.y.a", "x/v1/y.proto", 6, " int32 a = 1;", "  int32 a = 1;"],
    ["MESSAGE_PASCAL_CASE", "x.v1.y", "x/v1/y.proto", 5, null, "message y {"],
  ]);
  expect(report.exitCode).toBe(1);
});

test("a file without a line break at its end is told from one with a wrong line", async () => {
  const report = await compare({ [file]: message("int32") }, { [file]: message("int32").trimEnd() });
  expect(report.findings.map(({ rule, message: text }) => [rule, text])).toEqual([
    ["FORMAT", "The file is not formatted: `buf format` changes the line breaks at its end, there must be one."],
  ]);
});

test("an unused import that goes away is no deletion of a file", async () => {
  const before = {
    [file]: message("int32").replace("message", 'import "google/protobuf/timestamp.proto";\n\nmessage'),
  };
  expect(await compare(before, { [file]: message("int32") }, "--only", "breaking")).toMatchObject({ verdict: "pass" });
});

test("images are compared with folders and with each other, with lines written from the descriptors", async () => {
  using folder = temporaryFolder();
  const body = (type: string): string =>
    proto(
      "message M {",
      `  repeated ${type} a = 1;`,
      "  optional string b = 2;",
      "}",
      "enum E { E_UNSPECIFIED = 0; }",
      `service S { rpc Get(${type === "int32" ? "" : "stream "}M) returns (M); }`,
    );
  writeFiles(folder.path, { [`old/${file}`]: body("int32"), [`new/${file}`]: body("int64") });
  for (const side of ["old", "new"]) await runBuf(join(folder.path, side), ["build", "-o", `../${side}.binpb`]);
  await runBuf(folder.path, ["build", "old.binpb", "-o", "old.json"]);
  const expected = [
    ["FIELD_SAME_TYPE", "repeated int32 a = 1;", "repeated int64 a = 1;"],
    ["RPC_SAME_CLIENT_STREAMING", "rpc Get(x.v1.M) returns (x.v1.M);", "rpc Get(stream x.v1.M) returns (x.v1.M);"],
  ];
  for (const against of ["old.binpb", "old.json"]) {
    const report = await checkJson(folder.path, "new.binpb", "--against", against);
    const breaking = report.findings.filter(({ check }) => check === "breaking");
    expect(breaking.map((f) => [f.rule, f.old, f.new])).toEqual(expected);
    expect(report.notes).toContain("format: not checked, an image has no source text");
  }
  const mixed = await checkJson(folder.path, "new", "--against", "old.binpb", "--only", "breaking");
  expect(mixed.findings.map(({ old }) => old)).toEqual(expected.map(([, old]) => old));
  expect(await checkJson(folder.path, "old.binpb", "--against", "old.binpb")).toMatchObject({ verdict: "unchanged" });
});

test("git inputs name a commit, a tag, a branch or a subfolder, in bare repositories too", async () => {
  using repository = temporaryRepository({ [`api/${file}`]: message("int32") });
  repository.git("tag", "v1.0.0");
  const commit = repository.commit({ [`api/${file}`]: message("int64") });
  using folder = temporaryFolder();
  const bare = join(folder.path, "bare.git");
  execFileSync("git", ["clone", "--quiet", "--bare", repository.path, bare]);
  for (const [input, against] of [
    [".git#branch=main,subdir=api", ".git#tag=v1.0.0,subdir=api"],
    [`.git#commit=${commit},subdir=api`, ".git#ref=HEAD~1,subdir=api"],
    ["api", `${bare}#ref=v1.0.0,subdir=api`],
  ] as const) {
    const report = await checkJson(repository.path, input, "--against", against, "--only", "breaking");
    expect(report.findings.map(({ path, old }) => [path, old])).toEqual([[file, "int32 a = 1;"]]);
  }
});

test("module folders that git ignores come from the working tree on both sides, and the report says so", async () => {
  using repository = temporaryRepository({
    ".gitignore": "/vendor/\n",
    "buf.yaml": config(
      "modules: [{path: proto}, {path: vendor}]",
      "lint:",
      "  ignore: [vendor]",
      "breaking:",
      "  ignore: [vendor]",
    ),
    "proto/x/v1/x.proto": proto('import "v.proto";', "", "message M {", "  V v = 1;", "}").replace(" V v", " v.V v"),
  });
  repository.write({ "vendor/v.proto": 'syntax = "proto3";\npackage v;\nmessage V { int32   a = 1; }\n' });
  repository.write({
    "proto/x/v1/x.proto": proto('import "v.proto";', "", "message M {", "  repeated v.V v = 1;", "}"),
  });
  const report = await checkJson(repository.path);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_CARDINALITY"]);
  expect(report.notes).toContain("vendor is git-ignored: both sides use the one in the working tree");
  repository.write({ "vendor/v.proto": undefined });
  execFileSync("rm", ["-r", join(repository.path, "vendor")]);
  const { exitCode, stderr } = await runGate(repository.path, "check");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('names the module folder "vendor", which is neither in git nor in the working tree');
});

test("a plugin of the head's buf.yaml is not run", async () => {
  const before = { "buf.yaml": config(), [file]: message("int32") };
  const after = { "buf.yaml": config("plugins:", "  - plugin: ./evil.sh"), [file]: message("int64") };
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), before);
  writeFiles(join(folder.path, "after"), { ...after, "evil.sh": `#!/bin/sh\ntouch ${folder.path}/ran\n` });
  execFileSync("chmod", ["+x", join(folder.path, "after/evil.sh")]);
  const report = await checkJson(folder.path, "after", "--against", "before", "--only", "lint,breaking");
  expect(report.exitCode).toBe(1);
  expect(execFileSync("ls", [folder.path], { encoding: "utf8" })).not.toContain("ran");
});

test("the policy of the base decides how much a rule weighs; a head cannot lower it in the same change", async () => {
  const service = (...rpcs: string[]): string =>
    proto("message M {}", "service S {", ...rpcs.map((name) => `  rpc ${name}(M) returns (M);`), "}");
  const wire = config("breaking:", "  use: [WIRE]");
  const policy = (severity: string): string => `version: 1\nseverity:\n  RPC_DELETED: ${severity}\n`;
  const before = { "buf.yaml": wire, "breakwater.yaml": policy("warning"), [file]: service("Get", "Put") };
  const after = { "buf.yaml": wire, [file]: service("Get") };
  const lowered = await compare(before, { ...after, "breakwater.yaml": policy("note") }, "--only", "breaking");
  expect(lowered.findings.map(({ rule, severity }) => [rule, severity])).toContainEqual(["RPC_DELETED", "warning"]);
  expect(lowered.notes).toContain("policy: breakwater.yaml of the base");
  const raised = await compare({ ...before, "breakwater.yaml": policy("error") }, after, "--only", "breaking");
  expect(raised.findings.map(({ rule, severity }) => [rule, severity])).toContainEqual(["RPC_DELETED", "error"]);
  expect(raised.exitCode).toBe(1);
});

test("a policy that cannot be understood stops the check, also on the head, and names the nearest key", async () => {
  const before = { [file]: message("int32") };
  const after = { [file]: message("int64"), "breakwater.yaml": "version: 1\nseverty: {}\n" };
  const report = await compare(before, after);
  expect(report).toMatchObject({ verdict: "error", exitCode: 2, findings: [] });
  expect(report.error?.message).toContain('"severty"');
  expect(report.error?.message).toContain('"severity"');
});

test("a number of an earlier release is not free again", async () => {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "v1"), { [file]: proto("message M {", "  string name = 2;", "}") });
  writeFiles(join(folder.path, "v2"), { [file]: proto("message M {}") });
  writeFiles(join(folder.path, "v3"), { [file]: proto("message M {", "  int64 total = 2;", "}") });
  const pairwise = await checkJson(folder.path, "v3", "--against", "v2", "--only", "breaking");
  expect(pairwise.verdict).toBe("pass");
  const report = await checkJson(folder.path, "v3", "--against", "v2", "--against", "v1", "--only", "breaking");
  expect(report.findings.map(({ rule, element }) => [rule, element])).toContainEqual(["NUMBER_REUSED", "x.v1.M.total"]);
  expect(report.exitCode).toBe(1);
});
