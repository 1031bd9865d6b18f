import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Files, temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { consumerWorkspace, linkRuntime } from "../testing/consumer-workspace.ts";
import { checkJson, runGate, runGateWith } from "../testing/run-gate.ts";
import type { Use } from "./use.ts";

const schema = (body: string): string => `syntax = "proto3";\npackage x.v1;\nmessage M { ${body} }\n`;
const before = schema("string a = 1; string b = 2;");
const after = schema("string a = 1; reserved 2;");
const uses = 'import type { M } from "@test/x/x/v1/x_pb";\nexport const b = (m: M): string => m.b;\n';
const usesNothing = 'import type { M } from "@test/x/x/v1/x_pb";\nexport const a = (m: M): string => m.a;\n';

interface Outcome {
  readonly verdict: string;
  /** Consumers of the deleted field: "path:line:column text". */
  readonly consumers: readonly string[] | null | undefined;
  /** Those about consumers. */
  readonly notes: readonly string[];
}

const show = ({ path, line, column, text }: Use): string => `${path}:${line}:${column} ${text}`;

/** Checks that a field is deleted, in a folder. */
async function checkDeletion(folder: string, ...argv: string[]): Promise<Outcome> {
  const { verdict, notes, findings } = await checkJson(folder, "--only", "breaking", ...argv);
  const found = findings.find(({ rule }) => rule.startsWith("FIELD_NO_DELETE"));
  const consumers = found?.consumers?.map(show) ?? (found === undefined ? undefined : null);
  const about = notes.filter((note) => note.startsWith("consumers"));
  // A time is not the same twice.
  return {
    verdict,
    consumers,
    notes: about.map((note) => note.replace(/\d+\.\d s/, "T")),
  };
}

const against = ["--against", ".git#ref=HEAD"];

async function checkWorkspace(files: Files, ...argv: string[]): Promise<Outcome> {
  using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, ...files });
  folder.write({ "proto/x/v1/x.proto": after });
  folder.generate();
  return await checkDeletion(folder.path, ...against, ...argv);
}

const manifest = (name: string, ...dependencies: string[]): string => {
  return JSON.stringify({
    name,
    type: "module",
    dependencies: Object.fromEntries(dependencies.map((one) => [one, "*"])),
  });
};

const replaced = "with the code of the base in place of gen/x/src/x/v1/x_pb.ts";
const use = "2:38 export const b = (m: M): string => m.b;";

test("nobody in the workspace uses it, which a report for people says", async () => {
  using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": usesNothing });
  folder.write({ "proto/x/v1/x.proto": after });
  expect(await checkDeletion(folder.path, ...against)).toMatchObject({ verdict: "fail", consumers: [] });
  const { stdout } = await runGate(folder.path, "check", ...against, "--only", "breaking");
  expect(stdout).toContain("\n  no consumer in this workspace uses it\n");
  folder.write({
    "services/a/src/a.ts": uses + "export const many = (m: M): string[] => [m.b, m.b, m.b, m.b, m.b];\n",
  });
  const again = await runGate(folder.path, "check", ...against, "--only", "breaking");
  expect(again.stdout).toContain(`\n  used by services/a/src/a.ts:2:38\n`);
  expect(again.stdout).toContain("\n  …and 1 more: `--format json` has them all\n");
  expect(again.stdout).not.toContain("no consumer");
});

test("only packages that depend on the code are looked at, by way of others too", async () => {
  const outcome = await checkWorkspace({
    "services/a/src/a.ts": usesNothing,
    "sdk/package.json": manifest("@test/sdk", "@test/x"),
    "sdk/index.ts": "",
    "app/package.json": manifest("app", "@test/sdk"),
    "app/tsconfig.json":
      '// A comment, and a comma too many.\n{ "references": [{ "path": "./other.json" },], "files": [] }',
    "app/other.json": JSON.stringify({ include: ["*.ts"] }),
    "app/app.ts": uses.replace("@test/x/x/v1/x_pb", "../gen/x/src/x/v1/x_pb.ts"),
    "stranger/package.json": manifest("stranger", "something"),
    "stranger/tsconfig.json": "{}",
    "stranger/a.ts": uses.replace("@test/x/x/v1/x_pb", "../gen/x/src/x/v1/x_pb.ts"),
  });
  expect(outcome).toEqual({
    verdict: "fail",
    consumers: [`app/app.ts:${use}`],
    notes: [`consumers: 2 sources of services/a/tsconfig.json, app/other.json in T, ${replaced}`],
  });
});

test("a project that does not compile is looked at all the same", async () => {
  const broken = `import { gone } from "./gone.ts";\nexport const no: string = gone(1;\n`;
  const { consumers } = await checkWorkspace({ "services/a/src/a.ts": uses, "services/a/src/broken.ts": broken });
  expect(consumers).toEqual([`services/a/src/a.ts:${use}`]);
});

test("before the dependencies of a consumer are installed nobody is said to use nothing", async () => {
  using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": uses });
  folder.write({ "proto/x/v1/x.proto": after });
  rmSync(join(folder.path, "services/a/node_modules"), { recursive: true, force: true });
  rmSync(join(folder.path, "node_modules"), { recursive: true, force: true });
  const { consumers, notes } = await checkDeletion(folder.path, ...against);
  expect(consumers).toBeNull();
  expect(notes.join()).toContain("not looked at: services/a/tsconfig.json (what it imports is not installed)");
});

test("a source that no project has is named, and then nothing is said of what nobody uses", async () => {
  const stray = {
    "services/a/tool.ts": uses,
    "services/a/vitest.config.ts": uses,
    "services/a/free.ts": "export {};\n",
  };
  expect(await checkWorkspace({ "services/a/src/a.ts": usesNothing, ...stray })).toEqual({
    verdict: "fail",
    consumers: null,
    notes: [
      `consumers: 1 sources of services/a/tsconfig.json in T, ${replaced}`,
      "consumers, not looked at: services/a/tool.ts (no tsconfig.json of its package, or above it, has it)",
    ],
  });
});

test("a tsconfig.json that is not there is named", async () => {
  const tsconfig = JSON.stringify({ files: [], references: [{ path: "./nowhere" }] });
  const files = { "services/a/src/a.ts": "", "services/a/tsconfig.json": tsconfig };
  const { consumers, notes } = await checkWorkspace({ ...files, "services/b/src/a.ts": usesNothing });
  expect(consumers).toBe(null);
  expect(notes.join("\n")).toContain("not looked at: services/a/nowhere/tsconfig.json (");
});

test("a deleted file: everything in it, as long as its code is there", async () => {
  using folder = consumerWorkspace({
    "proto/x/v1/x.proto": before,
    "proto/x/v1/y.proto": 'syntax = "proto3";\npackage x.v1;\nmessage Y {}\n',
    "services/a/src/a.ts": uses,
  });
  folder.write({ "proto/x/v1/x.proto": undefined });
  const check = async (): Promise<unknown[]> => {
    const { findings, notes } = await checkJson(folder.path, ...against, "--only", "breaking");
    const found = findings.find(({ rule }) => rule === "FILE_NO_DELETE");
    return [found?.consumers?.map(show), notes.findLast((note) => note.startsWith("consumers"))?.slice(0, 50)];
  };
  const place = 'services/a/src/a.ts:1:15 import type { M } from "@test/x/x/v1/x_pb";';
  const type = "services/a/src/a.ts:2:22 export const b = (m: M): string => m.b;";
  expect(await check()).toEqual([[place, type], expect.stringMatching(/^consumers: 1 sources of services\/a/)]);
  folder.generate();
  expect(await check()).toEqual([undefined, "consumers: there is no code that is generated of x"]);
});

test("without a consumer nothing is said", async () => {
  expect(await checkWorkspace({})).toEqual({ verdict: "fail", consumers: null, notes: [] });
});

for (const [what, rule, body] of [
  ["has another type", "FIELD_SAME_TYPE", "string a = 1; int32 b = 2;"],
  ["has another name", "FIELD_SAME_NAME", "string a = 1; string c = 2;"],
  ["is wrapped in a oneof", "TS_PROPERTY_CHANGED", "string a = 1; oneof pick { string b = 2; }"],
] as const) {
  test(`a field that ${what} has the consumers that it had`, async () => {
    using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": uses });
    folder.write({ "proto/x/v1/x.proto": schema(body) });
    folder.generate();
    const { findings } = await checkJson(folder.path, ...against, "--only", "breaking");
    const found = findings.find((finding) => finding.rule === rule);
    expect(found?.consumers?.map(show)).toEqual([`services/a/src/a.ts:${use}`]);
  });
}

test("a finding about what was not there, and a note, have no consumers", async () => {
  using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": uses });
  folder.write({ "proto/x/v1/x.proto": schema("string a = 1; string b = 2; string c = 3;") });
  const { findings, notes } = await checkJson(folder.path, ...against, "--only", "breaking");
  expect(findings.map(({ rule, consumers }) => [rule, consumers])).toEqual([["TS_PROPERTY_ADDED", null]]);
  expect(notes.filter((note) => note.startsWith("consumers"))).toEqual([]);
});

const unknownParameter = '// @generated by protoc-gen-es v2.99.0 with parameter "target=ts,new=1"';
const header = /^\/\/ @generated by .*$/m;

for (const [what, change, reason] of [
  ["a parameter that is not known", (text: string) => text.replace(header, unknownParameter), /invalid option/],
  ["another version", (text: string) => text.replaceAll("protobuf/codegenv2", "protobuf"), /not of protoc-gen-es 2/],
] as const) {
  test(`code of ${what} is read as it is, and nobody is said to use nothing of it`, async () => {
    using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": usesNothing });
    const path = "gen/x/src/x/v1/x_pb.ts";
    folder.write({ [path]: change(folder.read(path)), "proto/x/v1/x.proto": after });
    const { consumers, notes } = await checkDeletion(folder.path, ...against);
    expect(consumers).toBe(null);
    expect(notes.at(-1)).toMatch(reason);
    expect(notes.at(-1)).toContain(`consumers, not looked at: ${path} (`);
    folder.write({ "services/a/src/a.ts": uses });
    expect((await checkDeletion(folder.path, ...against)).consumers).toEqual([`services/a/src/a.ts:${use}`]);
  });
}

test("an installed package is read as it is installed", async () => {
  using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": "" }, "dts");
  folder.write({ "app/package.json": manifest("app", "@client/x"), "app/tsconfig.json": "{}" });
  folder.write({ "app/app.ts": uses.replace("@test/x/x/v1/x_pb", "@client/x") });
  const installed = join(folder.path, "app/node_modules/@client/x");
  writeFiles(installed, {
    "package.json": JSON.stringify({
      name: "@client/x",
      types: "dist/index.d.ts",
      dependencies: { "@bufbuild/protobuf": "*" },
    }),
    "dist/index.d.ts": 'export * from "./x/v1/x_pb.js";\n',
    "dist/x/v1/x_pb.d.ts": folder.read("gen/x/src/x/v1/x_pb.d.ts"),
  });
  linkRuntime(installed);
  folder.write({ "proto/x/v1/x.proto": after });
  folder.generate();
  const { consumers } = await checkDeletion(folder.path, ...against);
  expect(consumers).toEqual([`app/app.ts:${use}`]);
});

test("--consumers adds a folder from elsewhere, also where the head is a revision, and says what it cannot find", async () => {
  using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": usesNothing });
  using elsewhere = temporaryFolder();
  const code = folder.read("gen/x/src/x/v1/x_pb.ts");
  writeFiles(elsewhere.path, {
    "tsconfig.json": JSON.stringify({
      compilerOptions: { module: "NodeNext", allowImportingTsExtensions: true, noEmit: true },
    }),
    "a.ts": uses.replace("@test/x/x/v1/x_pb", "./x/v1/x_pb.ts"),
    "x/v1/x_pb.ts": code,
  });
  linkRuntime(elsewhere.path);
  folder.write({ "proto/x/v1/x.proto": after });
  const place = [`${elsewhere.path}/a.ts:${use}`];
  expect((await checkDeletion(folder.path, ...against, "--consumers", elsewhere.path)).consumers).toEqual(place);
  const revisions = [".git#ref=HEAD", "--against", ".git#ref=HEAD~1"];
  folder.commit();
  expect(await checkDeletion(folder.path, ...revisions)).toEqual({ verdict: "fail", consumers: null, notes: [] });
  const named = ["--consumers", join(elsewhere.path, "tsconfig.json")];
  expect((await checkDeletion(folder.path, ...revisions, ...named)).consumers).toEqual(place);
  const { exitCode, stderr } = await runGate(folder.path, "check", "--consumers", "proto");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--consumers proto: there is no tsconfig.json and no package.json in ");
});

test("a compiler that fails changes nothing but a note", async () => {
  using folder = consumerWorkspace({ "proto/x/v1/x.proto": before, "services/a/src/a.ts": uses });
  folder.write({ "proto/x/v1/x.proto": after });
  const node = join(folder.path, "node_modules/node");
  const script = `#!/bin/sh\ncase "$1" in *find-uses*) echo "Error: no compiler" >&2; exit 1;; esac\nexec ${process.execPath} "$@"\n`;
  writeFiles(folder.path, { "node_modules/node": script });
  chmodSync(node, 0o755);
  const args = ["check", ...against, "--only", "breaking"];
  const { exitCode, stdout } = await runGateWith({ execPath: node }, folder.path, ...args);
  expect(exitCode).toBe(1);
  expect(stdout).toContain("consumers could not be looked at: no compiler");
  expect(stdout).not.toContain("used by");
});
