import { chmodSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rules } from "@breakwater/compat";
import { type Files, readTree, repositoryRoot, temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { run } from "./cli.ts";
import type { Finding } from "./finding.ts";
import { type JsonReport, checkJson } from "./testing/run-gate.ts";

const fixtures = join(repositoryRoot, "packages/compat/fixtures");
const aboutTypeScript = rules.filter(({ dimension }) => dimension === "typescript");
const proto3 = (body: string): string => `syntax = "proto3";\npackage x.v1;\n${body}\n`;
const category = (name: string): Files => ({ "buf.yaml": `version: v2\nbreaking: {use: [${name}]}\n` });

/** The findings about TypeScript of a check of two folders of schemas. */
async function findings(before: Files, after: Files): Promise<readonly Finding[]> {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "before"), before);
  writeFiles(join(folder.path, "after"), after);
  const report = await checkJson(folder.path, "after", "--against", "before", "--only", "breaking");
  return report.findings;
}

async function typescriptFindings(before: string, after: string, use = "WIRE"): Promise<readonly Finding[]> {
  const found = await findings(
    { ...category(use), "x/v1/x.proto": proto3(before) },
    { ...category(use), "x/v1/x.proto": proto3(after) },
  );
  return found.filter(({ dimension }) => dimension === "typescript");
}

/** Every program of a rule's fixture is evidence; one line of its diagnostic for each. */
for (const { id } of aboutTypeScript) {
  test(`${id}: the programs of its fixture compile against the old code and not against the new`, async () => {
    const folder = join(fixtures, id.toLowerCase().replaceAll("_", "-"));
    const [before, after] = ["before", "after"].map((side) => Object.fromEntries(readTree(join(folder, side))));
    const found = await findings({ ...category("WIRE"), ...before }, { ...category("WIRE"), ...after });
    const witnesses = found.filter(({ rule }) => rule === id).map(({ witness }) => witness);
    expect(witnesses.length).toBeGreaterThan(0);
    for (const witness of witnesses) {
      expect(witness).toMatchObject({
        confirmed: true,
        flow: "old-to-new",
        input: { kind: "typescript", text: expect.stringMatching(/^import /) },
        before: "compiles",
        after: expect.stringMatching(/^TS\d+: /),
      });
      expect(witness?.confirmed === true ? witness.input.text.split("\n").length : 0).toBeLessThanOrEqual(4);
    }
  });
}

/** What may change in a schema and stop TypeScript from compiling while every category of buf is silent. */
const missedByBuf: readonly (readonly [name: string, rule: string, before: string, after: string])[] = [
  [
    "an enum value that breaks the shared prefix",
    "TS_ENUM_MEMBER_RENAMED",
    "enum Kind { KIND_A = 0; KIND_ONE = 1; }",
    "enum Kind { KIND_A = 0; KIND_ONE = 1; KIND_2 = 2; }",
  ],
  [
    "a nested message that is called like a top-level one",
    "TS_EXPORT_CHANGED",
    "message Foo {} message Foo_Bar {}",
    "message Foo { message Bar {} } message Foo_Bar {}",
  ],
  ["a message FooSchema beside Foo", "TS_EXPORT_CHANGED", "message Foo {}", "message Foo {} message FooSchema {}"],
  [
    "an RPC that is added",
    "TS_METHOD_ADDED",
    "message M {} service S { rpc Get(M) returns (M); }",
    "message M {} service S { rpc Get(M) returns (M); rpc Put(M) returns (M); }",
  ],
  [
    "an enum value that is added",
    "TS_ENUM_MEMBER_ADDED",
    "enum Kind { KIND_A = 0; }",
    "enum Kind { KIND_A = 0; KIND_B = 1; }",
  ],
  [
    "a oneof case that is added",
    "TS_ONEOF_CASE_ADDED",
    "message M { oneof pick { int32 a = 1; } }",
    "message M { oneof pick { int32 a = 1; int32 b = 2; } }",
  ],
  [
    "a field that is added",
    "TS_PROPERTY_ADDED",
    "message M { int32 a = 1; }",
    "message M { int32 a = 1; int32 b = 2; }",
  ],
];

for (const [name, rule, before, after] of missedByBuf) {
  test(`in the strictest category: ${name}`, async () => {
    const found = await typescriptFindings(before, after, "FILE");
    expect(found.map((finding) => [finding.rule, finding.witness?.confirmed])).toContainEqual([rule, true]);
    const isNote = aboutTypeScript.find(({ id }) => id === rule)?.severity === "note";
    expect(found.some(({ severity }) => severity === "error")).toBe(!isNote);
  });
}

test("what buf reports is not reported again, and what its category passes is", async () => {
  const rename = [
    'message M { int32 a = 1 [json_name = "a"]; }',
    'message M { int32 b = 1 [json_name = "a"]; }',
  ] as const;
  expect(await typescriptFindings(...rename, "FILE")).toEqual([]);
  expect((await typescriptFindings(...rename)).map(({ rule }) => rule)).toEqual(["TS_PROPERTY_CHANGED"]);
  const moved = { ...category("FILE"), "x/v1/x.proto": proto3("message M {}"), "x/v1/y.proto": proto3("message N {}") };
  const together = { ...category("FILE"), "x/v1/x.proto": proto3("message M {} message N {}") };
  expect((await findings(together, moved)).map(({ rule }) => rule)).toEqual(["MESSAGE_NO_DELETE"]);
  const wire = category("WIRE");
  expect((await findings({ ...together, ...wire }, { ...moved, ...wire })).map(({ rule }) => rule)).toEqual([
    "TS_MODULE_CHANGED",
  ]);
});

test("a field that a new oneof wraps is safe for data, and a warning about code", async () => {
  const wrapped = ["message M { int32 a = 1; }", "message M { oneof pick { int32 a = 1; } }"] as const;
  const found = await typescriptFindings(...wrapped, "FILE");
  expect(found.map(({ rule, severity }) => [rule, severity])).toEqual([["TS_PROPERTY_CHANGED", "warning"]]);
});

test("types of imports are there, the runtime's own and those of third parties", async () => {
  const files = (field: string): Files => ({
    ...category("WIRE"),
    "y/v1/y.proto": 'syntax = "proto3";\npackage y.v1;\nmessage M {}\n',
    "x/v1/x.proto": proto3(
      `import "google/protobuf/timestamp.proto"; import "google/protobuf/struct.proto"; import "y/v1/y.proto";
      message M { ${field} }`,
    ),
  });
  for (const type of ["google.protobuf.Timestamp", "google.protobuf.Struct", "y.v1.M", "repeated y.v1.M"]) {
    const [found] = await findings(
      files(`${type} a = 1 [json_name = "a"];`),
      files(`${type} b = 1 [json_name = "a"];`),
    );
    expect([type, found?.witness]).toMatchObject([type, { confirmed: true, before: "compiles" }]);
    expect([type, found?.witness]).toMatchObject([type, { after: "TS2339: Property 'a' does not exist on type 'M'." }]);
  }
});

test("an image needs no folder, and a stranger's repository no node_modules", async () => {
  using folder = temporaryFolder();
  const side = (body: string): string => {
    return JSON.stringify({
      file: [
        { name: "x.proto", package: "x", syntax: "proto3", enumType: [{ name: "Kind", value: JSON.parse(body) }] },
      ],
    });
  };
  writeFiles(folder.path, {
    "before.json": side('[{"name": "KIND_A", "number": 0}]'),
    "after.json": side('[{"name": "KIND_A", "number": 0}, {"name": "ELSE", "number": 1}]'),
  });
  const report = await checkJson(folder.path, "after.json", "--against", "before.json", "--only", "breaking");
  expect(readdirSync(folder.path)).toEqual(["after.json", "before.json"]);
  expect(report.findings.map(({ rule, witness }) => [rule, witness?.confirmed])).toEqual([
    ["TS_ENUM_MEMBER_RENAMED", true],
    ["TS_ENUM_MEMBER_ADDED", true],
  ]);
});

/** Runs the check with a stand-in for Node that writes down each script it is asked to run, after some commands. */
async function checkWith(commands: string, after: string): Promise<{ report: JsonReport; scripts: string[] }> {
  using folder = temporaryFolder();
  const log = join(folder.path, "log");
  writeFiles(folder.path, {
    "before/x.proto": proto3("message M { int32 a = 1; }"),
    "after/x.proto": proto3(after),
    node: ["#!/bin/sh", `echo "\${1##*/} $2" >> ${log}`, commands, `exec ${process.execPath} "$@"`, ""].join("\n"),
  });
  chmodSync(join(folder.path, "node"), 0o755);
  let stdout = "";
  await run(["check", "after", "--against", "before", "--only", "breaking", "--format", "json"], {
    cwd: folder.path,
    env: process.env,
    color: false,
    execPath: join(folder.path, "node"),
    stdout: (text) => (stdout += text),
    stderr: () => undefined,
    now: () => new Date(),
    signal: new AbortController().signal,
  });
  const scripts = readFileSync(log, "utf8").trimEnd().split("\n");
  // The shape is what the tests are about.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { report: JSON.parse(stdout) as JsonReport, scripts };
}

test("without a finding about TypeScript nothing is generated and nothing compiled, with many each side once", async () => {
  const isAboutCode = (script: string): boolean => /^(buf generate|protoc-gen-es|tsc)/.test(script);
  const none = await checkWith("", "// Another comment.\nmessage M { int32 a = 1; }");
  expect(none.report.findings).toEqual([]);
  expect(none.scripts.filter(isAboutCode)).toEqual([]);
  const some = await checkWith("", "message M { int32 a = 1; int32 b = 2; } message MSchema {}");
  expect(some.report.findings).toHaveLength(2);
  expect(some.scripts.filter(isAboutCode).toSorted()).toEqual(["protoc-gen-es ", "protoc-gen-es ", "tsc -p"]);
});

/** What a tool says that cannot do its work here, and what the witness says then. */
const refusals = [
  [
    "protoc-gen-es",
    "protoc-gen-es: x.proto: unsupported edition 2099",
    "protoc-gen-es does not generate code of these schemas: x.proto: unsupported edition 2099",
  ],
  [
    "tsc",
    "Error: Unable to resolve @typescript/typescript-x-y. Either your platform is unsupported, or",
    "the TypeScript compiler cannot run: Unable to resolve @typescript/typescript-x-y",
  ],
] as const;

for (const [script, message, reason] of refusals) {
  test(`${script} cannot do its work here: the finding stays, and says why it is not confirmed`, async () => {
    const refusal = `case "$1" in */bin/${script}) echo '${message}' >&2; exit 1 ;; esac`;
    const { report } = await checkWith(refusal, "message M { int32 a = 1; int32 b = 2; }");
    const program = expect.stringContaining("import { M }");
    expect(report.findings.map(({ rule, witness }) => ({ rule, witness }))).toEqual([
      { rule: "TS_PROPERTY_ADDED", witness: { confirmed: false, reason, program } },
    ]);
  });
}

test("a program that does not compile anyway, and one that still compiles, are no evidence", async () => {
  // What tsc prints for the control program, and for one of the sides.
  const control = "control.ts(1,14): error TS2322: Type 'number' is not assignable to type 'string'.";
  const outcomes = [
    [`echo "${control}"; exit 1`, "the program compiles with the new code too"],
    [
      `echo "${control}"; echo "old/0.ts(1,10): error TS1: no."; echo "new/0.ts(1,10): error TS2: no."; exit 1`,
      "the program does not compile with the old code: TS1: no.",
    ],
  ] as const;
  for (const [commands, reason] of outcomes) {
    const fake = `case "$1" in */tsc) ${commands} ;; esac`;
    const { report } = await checkWith(fake, "message M { int32 a = 1; int32 b = 2; }");
    expect(report.findings[0]?.witness).toMatchObject({ confirmed: false, reason });
  }
});

test("programs beyond the first 200 are not compiled, and say so", async () => {
  const message = (count: number): string =>
    Array.from(
      { length: 201 },
      (_, index) => `message M${index} { ${"int32 a = 1; int32 b = 2;".slice(0, count)} }`,
    ).join(" ");
  const found = await typescriptFindings(message(12), message(25));
  const witnesses = found.map(({ witness }) => (witness?.confirmed === false ? witness.reason : witness?.confirmed));
  expect(witnesses.filter((outcome) => outcome === true)).toHaveLength(200);
  expect(witnesses.filter((outcome) => outcome !== true)).toEqual([
    "programs are compiled for the first 200 findings about TypeScript",
  ]);
});
