import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Files, temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { RunContext } from "./run-context.ts";
import { contextIn } from "./testing/run-buf.ts";
import { type JsonReport, checkJson, runGate } from "./testing/run-gate.ts";

const proto = (type: string): string => `syntax = "proto3";\n\npackage x.v1;\n\nmessage M {\n  ${type} a = 1;\n}\n`;
const file = "x/v1/x.proto";

/** Compares the revision of `head` with that of `base`, as data. */
async function compare(base: Files, head: Files, ...argv: string[]): Promise<JsonReport & { exitCode: number }> {
  using repository = temporaryRepository(base);
  repository.commit(head);
  const sides = [".git#ref=HEAD", "--against", ".git#ref=HEAD~1"];
  return await checkJson(repository.path, ...sides, "--untrusted", ...argv);
}

/** A program that leaves a trace, and the trace. */
function trap(folder: string): { program: string; hasRun: () => boolean } {
  const trace = join(folder, "trace");
  return { program: `#!/bin/sh\ntouch ${trace}\n`, hasRun: () => existsSync(trace) };
}

test("plugins and templates of a head are not run, whatever the base has; without --untrusted they are", async () => {
  using folder = temporaryFolder();
  const { program, hasRun } = trap(folder.path);
  const script = join(folder.path, "plugin.sh");
  const bufYaml = `version: v2\nplugins:\n  - plugin: ${script}\n`;
  const template = `version: v2\nplugins:\n  - local: ${script}\n    out: out\n`;
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.commit({ [file]: proto("int64"), "buf.yaml": bufYaml, "buf.gen.yaml": template });
  using scripts = temporaryRepository({ "plugin.sh": program });
  scripts.git("update-index", "--chmod=+x", "plugin.sh");
  scripts.git("checkout-index", "--force", `--prefix=${folder.path}/`, "plugin.sh");
  const sides = [".git#ref=HEAD", "--against", ".git#ref=HEAD~1"];
  const report = await checkJson(repository.path, ...sides, "--untrusted");
  expect(hasRun()).toBe(false);
  expect(report).toMatchObject({ verdict: "fail", rules: "head" });
  expect(report.findings.map(({ rule }) => rule)).toContain("FIELD_SAME_TYPE");
  expect(report.checks).not.toContain("generated");
  expect(report.notes.filter((note) => /^(plugins|generated): /.test(note))).toHaveLength(2);
  // The trap works: a head that is trusted runs it.
  await runGate(repository.path, "check", ...sides);
  expect(hasRun()).toBe(true);
});

test("equal schemas generate nothing either", async () => {
  const template = "version: v2\nplugins:\n  - local: /nonexistent/plugin\n    out: out\n";
  const same = { [file]: proto("int32"), "buf.gen.yaml": template };
  expect(await compare(same, { "README.md": "" })).toMatchObject({ verdict: "unchanged", exitCode: 0 });
});

test("filters that attributes of a head ask for are not run", async () => {
  using folder = temporaryFolder();
  const trace = join(folder.path, "trace");
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.commit({ [file]: proto("int64"), ".gitattributes": "*.proto filter=large\n" });
  repository.git("config", "filter.large.smudge", `touch ${trace}; cat`);
  const sides = [".git#ref=HEAD", "--against", ".git#ref=HEAD~1"];
  expect(await checkJson(repository.path, ...sides, "--untrusted")).toMatchObject({ verdict: "fail" });
  expect(existsSync(trace)).toBe(false);
  await runGate(repository.path, "check", ...sides);
  expect(existsSync(trace)).toBe(true);
});

test("a link of a head that leads out of it stands for nothing", async () => {
  using folder = temporaryRepository({ "secret.proto": proto("int32") });
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.write({ link: join(folder.path, "secret.proto") });
  const target = repository.git("hash-object", "-w", "--no-filters", "link");
  repository.write({ link: undefined });
  repository.git("update-index", "--add", "--cacheinfo", `120000,${target},x/v1/linked.proto`);
  repository.git("commit", "--quiet", "--message", "link");
  const sides = [".git#ref=HEAD", "--against", ".git#ref=HEAD~1"];
  const report = await checkJson(repository.path, ...sides, "--untrusted");
  expect(report).toMatchObject({ verdict: "pass", findings: [] });
});

test("a module folder outside of the repository is refused", async () => {
  const { exitCode, error } = await compare(
    { [file]: proto("int32") },
    { "buf.yaml": "version: v2\nmodules: [{path: x}, {path: ../../../etc}]\n" },
  );
  expect(exitCode).toBe(2);
  expect(error?.message).toContain('names the module folder "../../../etc", which is outside of its repository');
});

test("a tree with paths that no checkout has is refused", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  const blob = repository.git("rev-parse", `HEAD:${file}`);
  // git's own commands refuse to make such a tree; others do not.
  const entry = Buffer.concat([Buffer.from("100644 evil.proto\0"), Buffer.from(blob, "hex")]);
  const inner = hashTree(repository.path, entry);
  const outer = hashTree(repository.path, Buffer.concat([Buffer.from("40000 ..\0"), Buffer.from(inner, "hex")]));
  const commit = repository.git("commit-tree", outer, "-p", "HEAD", "-m", "evil");
  const { exitCode, stderr } = await runGate(
    repository.path,
    "check",
    `.git#commit=${commit}`,
    "--against",
    ".git#ref=HEAD",
    "--untrusted",
  );
  expect(exitCode).toBe(2);
  expect(stderr).toContain('has the path "../evil.proto", which git checks out nowhere');
});

test("a folder is not taken as data", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  const { exitCode, stderr } = await runGate(repository.path, "check", "--untrusted");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--untrusted takes no folder (".")');
});

test("no command that a check runs knows a token of the job, nor, on a head, one for any registry", async () => {
  using folder = temporaryFolder();
  const env = { GITHUB_TOKEN: "secret", ACTIONS_RUNTIME_TOKEN: "secret", BUF_TOKEN: "secret", KEPT: "kept" };
  // A git that tells its environment.
  writeFileSync(join(folder.path, "git"), "#!/bin/sh\n/usr/bin/env\n", { mode: 0o755 });
  const seen = async (how: { isUntrusted: boolean }, more: Record<string, string> = {}): Promise<string> => {
    const { io } = contextIn(folder.path);
    const context = new RunContext({ ...io, env: { ...env, ...more, PATH: folder.path } }, folder.path, how);
    return (await context.git(folder.path, [])).stdout;
  };
  await Promise.all([
    expect(seen({ isUntrusted: true })).resolves.toMatch(/^(?![^]*secret)[^]*KEPT=kept/),
    expect(seen({ isUntrusted: true }, { BUF_TOKEN: "token@buf.build" })).resolves.toContain(
      "BUF_TOKEN=token@buf.build",
    ),
    expect(seen({ isUntrusted: false })).resolves.toMatch(/^BUF_TOKEN=secret$/m),
    expect(seen({ isUntrusted: false })).resolves.not.toMatch(/(GITHUB|RUNTIME)_TOKEN/),
  ]);
});

function hashTree(folder: string, content: Buffer): string {
  const args = ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"];
  return execFileSync("git", args, { cwd: folder, input: content, encoding: "utf8" }).trim();
}
