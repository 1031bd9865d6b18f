import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkJson, runGate, summarise } from "./testing/run-gate.ts";

const file = "x/v1/x.proto";

function proto(type: string): string {
  return `syntax = "proto3";\n\npackage x.v1;\n\nmessage M {\n  ${type} a = 1;\n}\n`;
}

const head = ["check", ".git#ref=HEAD", "--against", ".git#ref=HEAD~1", "--format", "json"];

test("a link that leads nowhere or in a circle is no schema, in a folder and in a revision", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  symlinkSync("self.proto", join(repository.path, "x/v1/self.proto"));
  symlinkSync("gone.proto", join(repository.path, "x/v1/dangling.proto"));
  repository.commit({ [file]: proto("int64") });
  for (const argv of [["check", "--format", "json"], head]) {
    const { exitCode, stdout } = await runGate(repository.path, ...argv);
    expect([exitCode, JSON.parse(stdout).findings.length]).toEqual([1, 1]);
  }
});

test("a link to a schema of the same revision counts, one that leads out of it does not", async () => {
  using outside = temporaryFolder();
  writeFiles(outside.path, { "secret.proto": proto("int32").replaceAll("x.v1", "secret.v1") });
  using repository = temporaryRepository({ "shared/x.proto": proto("int32") });
  mkdirSync(join(repository.path, "x/v1"), { recursive: true });
  mkdirSync(join(repository.path, "secret/v1"), { recursive: true });
  symlinkSync(join(outside.path, "secret.proto"), join(repository.path, "secret/v1/secret.proto"));
  repository.commit();
  const { stdout } = await runGate(repository.path, ...head, "--only", "breaking");
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "pass", findings: [] });
});

test("a module folder that is a link into the repository is compared, and its files are formatted", async () => {
  using repository = temporaryRepository();
  repository.write({ "buf.yaml": "version: v2\nmodules:\n  - path: proto\n", [`src/${file}`]: proto("int32") });
  symlinkSync("src", join(repository.path, "proto"));
  repository.commit();
  repository.write({ [`src/${file}`]: proto(" int64") });
  const report = await checkJson(repository.path);
  expect(summarise(report.findings)).toEqual([
    "FORMAT x.v1.M.a proto/x/v1/x.proto:6:4",
    "FIELD_SAME_TYPE x.v1.M.a proto/x/v1/x.proto:6:4",
  ]);
  expect(report.notes.filter((note) => note.includes("git-ignored"))).toEqual([]);
});

test("what a sparse checkout leaves out is not taken for deleted", async () => {
  using repository = temporaryRepository({
    [file]: proto("int32"),
    "y/v1/y.proto": proto("int32").replace("x.v1", "y.v1"),
  });
  repository.git("sparse-checkout", "set", "x");
  repository.write({ [file]: proto("int64") });
  const { exitCode, stderr } = await runGate(repository.path, "check");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('leaves out schema files ("y/v1/y.proto" is one)');
  expect(stderr).toContain("git sparse-checkout disable");
});
