import { rmSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryRepository, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runBuf } from "../testing/run-buf.ts";
import { checkJson, runGate } from "../testing/run-gate.ts";

const proto = (...lines: string[]): string => ['syntax = "proto3";', "", "package x.v1;", "", ...lines, ""].join("\n");
// A plugin without dependencies: it writes the names of the files that it was asked for. buf describes the request in
// binary, in which names are plain text.
const plugin = `let input = Buffer.alloc(0);
process.stdin.on("data", (chunk) => (input = Buffer.concat([input, chunk])));
process.stdin.on("end", () => {
  const names = [...new Set(input.toString("latin1").match(/x\\/v1\\/[a-z]+\\.proto/g))];
  const field = (number, bytes) => Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
  const text = (value) => Buffer.from(value);
  const files = names.map((name) => field(15, Buffer.concat([field(1, text(name + ".txt")), field(15, text("of " + name + "\\n"))])));
  process.stdout.write(Buffer.concat(files));
});
`;
const template = (...lines: string[]): string =>
  ["version: v2", "plugins:", "  - local: [node, plugin.mjs]", "    out: out", "    strategy: all", ...lines, ""].join(
    "\n",
  );

async function repositoryWith(gen: string): Promise<TemporaryRepository> {
  const repository = temporaryRepository({
    "x/v1/a.proto": proto("message A {}"),
    "x/v1/b.proto": proto("message B {}"),
    "plugin.mjs": plugin,
    "buf.gen.yaml": gen,
  });
  expect(await runBuf(repository.path, ["generate"])).toMatchObject({ exitCode: 0 });
  repository.commit();
  return repository;
}

async function findingsOf(repository: TemporaryRepository): Promise<string[]> {
  const report = await checkJson(repository.path, "--only", "generated");
  expect(report.exitCode).toBe(report.findings.length > 0 ? 1 : 0);
  return report.findings.map((f) => `${f.rule} ${f.path}:${f.line} ${f.old} -> ${f.new}`);
}

test("generated code that is in sync has no finding", async () => {
  using repository = await repositoryWith(template("clean: true"));
  repository.write({ "x/v1/a.proto": proto("// A comment.", "message A {}") });
  expect(await findingsOf(repository)).toEqual([]);
});

test("each way to be out of sync is a finding: edited, deleted, never generated, left over, untracked", async () => {
  using repository = await repositoryWith(template("clean: true"));
  repository.write({ "out/x/v1/a.proto.txt": "edited\n" });
  expect(await findingsOf(repository)).toEqual(["GENERATED_STALE out/x/v1/a.proto.txt:1 edited -> of x/v1/a.proto"]);
  repository.write({ "out/x/v1/a.proto.txt": undefined });
  expect(await findingsOf(repository)).toEqual(["GENERATED_MISSING out/x/v1/a.proto.txt:1 null -> of x/v1/a.proto"]);
  repository.write({ "out/x/v1/a.proto.txt": "of x/v1/a.proto\n", "x/v1/c.proto": proto("message C {}") });
  expect(await findingsOf(repository)).toEqual(["GENERATED_MISSING out/x/v1/c.proto.txt:1 null -> of x/v1/c.proto"]);
  repository.write({ "x/v1/c.proto": undefined, "out/stray.txt": "stray\n" });
  expect(await findingsOf(repository)).toEqual(["GENERATED_EXTRA out/stray.txt:1 stray -> null"]);
  repository.write({ "out/stray.txt": undefined, "x/v1/b.proto": undefined });
  expect(await findingsOf(repository)).toEqual(["GENERATED_EXTRA out/x/v1/b.proto.txt:1 of x/v1/b.proto -> null"]);
});

test("generated code edited by hand fails although the schemas are unchanged", async () => {
  using repository = await repositoryWith(template("clean: true"));
  repository.commit({ "out/x/v1/a.proto.txt": "edited\n" });
  const report = await checkJson(repository.path);
  expect(report).toMatchObject({ verdict: "fail", exitCode: 1, checks: ["generated"] });
});

test("a revision is generated from, not the working tree", async () => {
  using repository = await repositoryWith(template("clean: true"));
  repository.commit({ "out/x/v1/a.proto.txt": "edited\n" });
  repository.commit({ "out/x/v1/a.proto.txt": "of x/v1/a.proto\n" });
  const report = await checkJson(repository.path, ".git#ref=HEAD~1", "--against", ".git#ref=HEAD~2");
  expect(report.findings.map(({ rule }) => rule)).toEqual(["GENERATED_STALE"]);
  const now = await checkJson(repository.path, ".git#ref=HEAD", "--against", ".git#ref=HEAD~1");
  expect(now).toMatchObject({ verdict: "unchanged", findings: [] });
});

test("without `clean` other files may stand in the folder; a git-ignored folder is not compared, and a note says so", async () => {
  using repository = await repositoryWith(template());
  repository.write({ "out/by-hand.txt": "" });
  expect(await findingsOf(repository)).toEqual([]);
  rmSync(join(repository.path, "out"), { recursive: true });
  repository.commit({ ".gitignore": "/out/\n", "x/v1/a.proto": proto("// A comment.", "message A {}") });
  const report = await checkJson(repository.path, "--only", "generated");
  expect(report.findings).toEqual([]);
  expect(report.notes).toContain("out is git-ignored: there is no committed code in it to compare.");
});

test("generation that fails is no pass: it says what failed and what to do", async () => {
  using repository = await repositoryWith(template());
  repository.write({ "plugin.mjs": 'throw new Error("no such thing");\n' });
  const { exitCode, stderr } = await runGate(repository.path, "check");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("buf generate fails with buf.gen.yaml of working tree");
  expect(stderr).toContain("--only format,lint,breaking");
});
