import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkJson, runGate } from "./testing/run-gate.ts";

const file = "x/v1/x.proto";
const proto = (type: string, ...more: string[]): string =>
  ['syntax = "proto3";', "", "package x.v1;", "", "message M {", `  ${type} a = 1;`, ...more, "}", ""].join("\n");
const breaking = ["--only", "breaking"];

test("on the default branch, uncommitted changes are compared with HEAD", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.write({ [file]: proto("int64") });
  const report = await checkJson(repository.path, ...breaking);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
  expect(report.notes).toContain("baseline: merge-base of HEAD and main");
});

test("on the default branch with a clean tree, the last commit is compared with its parent", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.commit({ [file]: proto("int64") });
  const report = await checkJson(repository.path, ...breaking);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
  expect(report.notes).toContain("baseline: parent of the tip of main");
});

test("on a stale branch, what the default branch has gained is no deletion", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.git("switch", "--quiet", "--create", "topic");
  repository.commit({ "y/v1/y.proto": 'syntax = "proto3";\n\npackage y.v1;\n' });
  repository.git("switch", "--quiet", "main");
  repository.commit({ [file]: proto("int32", "  int32 b = 2;") });
  repository.git("switch", "--quiet", "topic");
  const report = await checkJson(repository.path, ...breaking);
  expect(report).toMatchObject({ verdict: "pass", exitCode: 0, findings: [] });
  expect(report.notes).toContain("baseline: merge-base of HEAD and main");
});

test("a branch without a change of its own is unchanged and nothing is said to have passed", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.git("branch", "topic");
  repository.commit({ [file]: proto("int64") });
  repository.git("switch", "--quiet", "topic");
  const report = await checkJson(repository.path);
  expect(report).toMatchObject({ verdict: "unchanged", exitCode: 0, checks: [], findings: [] });
});

test("the default branch of the remote comes before a local main", async () => {
  using upstream = temporaryRepository({ [file]: proto("int32") });
  using folder = temporaryFolder();
  const clone = join(folder.path, "clone");
  execFileSync("git", ["clone", "--quiet", upstream.path, clone]);
  const report = await checkJson(clone, ...breaking);
  expect(report.notes).toContain("baseline: first commit: there is nothing to compare with");
  upstream.commit({ [file]: proto("int64") });
  execFileSync("git", ["-C", clone, "pull", "--quiet"]);
  const pulled = await checkJson(clone, ...breaking);
  expect(pulled.notes).toContain("baseline: parent of the tip of origin/HEAD");
  expect(pulled.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
});

test("the first commit is linted and format-checked, with nothing that could break", async () => {
  using repository = temporaryRepository({ [file]: proto("int32").replace("message M", "message m") });
  const report = await checkJson(repository.path);
  expect(report.findings.map(({ rule, existing }) => ({ rule, existing }))).toEqual([
    { rule: "MESSAGE_PASCAL_CASE", existing: false },
  ]);
  expect(report.notes).toContain("breaking: the base has no schemas, so nothing can break");
});

test("a subfolder is compared with the same subfolder", async () => {
  using repository = temporaryRepository({ [`api/${file}`]: proto("int32"), "other/broken.proto": "nonsense" });
  repository.write({ [`api/${file}`]: proto("int64") });
  const report = await checkJson(join(repository.path, "api"), ...breaking);
  expect(report.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual([`FIELD_SAME_TYPE ${file}`]);
  const { stdout } = await runGate(join(repository.path, "api"), "check", ...breaking, "--format", "github");
  expect(stdout).toContain(`::error file=api/${file},line=6,col=3,title=FIELD_SAME_TYPE::`);
});

test("a file that git ignores is no schema, an untracked one is", async () => {
  using repository = temporaryRepository({ [file]: proto("int32"), ".gitignore": "/build/\n" });
  repository.write({ "build/x.proto": "nonsense", "x/v1/new.proto": 'syntax = "proto3";\n\npackage x.v2;\n' });
  const report = await checkJson(repository.path, "--only", "lint");
  expect(report.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual([
    "DIRECTORY_SAME_PACKAGE x/v1/new.proto",
    "PACKAGE_DIRECTORY_MATCH x/v1/new.proto",
    `DIRECTORY_SAME_PACKAGE ${file}`,
  ]);
});

test("a folder outside of git needs a named baseline", async () => {
  using folder = temporaryFolder();
  const { exitCode, stderr } = await runGate(folder.path, "check");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("is not in a git repository, so there is no baseline. Name one: --against");
});

test("a repository without a default branch says what was looked for", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.git("branch", "--move", "trunk");
  const { exitCode, stderr } = await runGate(repository.path, "check");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("No default branch found (tried origin/HEAD, origin/main, main)");
});

test("a repository without a commit says so", async () => {
  using repository = temporaryRepository();
  const { exitCode, stderr } = await runGate(repository.path, "check");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("has no commit yet");
});

test("a shallow clone without the merge-base says how to fetch it", async () => {
  using upstream = temporaryRepository({ [file]: proto("int32") });
  upstream.git("switch", "--quiet", "--create", "topic");
  upstream.commit({ "x/v1/t.proto": 'syntax = "proto3";\n\npackage x.v1;\n' });
  upstream.git("switch", "--quiet", "main");
  upstream.commit({ [file]: proto("int32", "  int32 b = 2;") });
  using folder = temporaryFolder();
  const clone = join(folder.path, "clone");
  const url = pathToFileURL(upstream.path).href;
  execFileSync("git", ["clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=topic", url, clone]);
  const { exitCode, stderr } = await runGate(clone, "check");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("The clone is shallow");
  expect(stderr).toContain("git fetch --unshallow");
  execFileSync("git", ["-C", clone, "fetch", "--quiet", "--unshallow"]);
  expect((await checkJson(clone)).verdict).toBe("pass");
});

test("a shallow clone of the default branch does not pass for want of a parent", async () => {
  using upstream = temporaryRepository({ [file]: proto("int32") });
  upstream.commit({ [file]: proto("int64") });
  using folder = temporaryFolder();
  const clone = join(folder.path, "clone");
  execFileSync("git", ["clone", "--quiet", "--depth=1", pathToFileURL(upstream.path).href, clone]);
  expect((await runGate(clone, "check")).exitCode).toBe(2);
});

test("inside a git hook the repository that is checked is the one of the folder", async () => {
  using hooked = temporaryRepository({ "README.md": "" });
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.write({ [file]: proto("int64") });
  const before = process.env["GIT_DIR"];
  process.env["GIT_DIR"] = join(hooked.path, ".git");
  try {
    expect((await runGate(repository.path, "check", ...breaking)).exitCode).toBe(1);
  } finally {
    if (before === undefined) delete process.env["GIT_DIR"];
    else process.env["GIT_DIR"] = before;
  }
});

test("a folder that is named is compared with itself on the base", async () => {
  using repository = temporaryRepository({ [`api/${file}`]: proto("int32"), "other/broken.proto": "nonsense" });
  repository.write({ [`api/${file}`]: proto("int64") });
  const report = await checkJson(repository.path, "api", ...breaking);
  expect(report.findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual([`FIELD_SAME_TYPE ${file}`]);
});

test("a git revision needs a named baseline", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  const { exitCode, stderr } = await runGate(repository.path, "check", ".git#ref=HEAD");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("is a git revision, which has no default baseline. Name one");
});

const zeros = "0".repeat(40);

test("the target is another branch, also when it has moved on", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.git("switch", "--quiet", "--create", "release/1.x");
  repository.commit({ [file]: proto("int32", "  int32 b = 2;") });
  repository.git("switch", "--quiet", "--create", "topic");
  repository.commit({ [file]: proto("int32", "  int64 b = 2;") });
  repository.git("switch", "--quiet", "release/1.x");
  repository.commit({ [file]: proto("int32", "  int32 b = 2;", "  int32 c = 3;") });
  repository.git("switch", "--quiet", "topic");
  expect((await checkJson(repository.path, ...breaking)).verdict).toBe("pass");
  const report = await checkJson(repository.path, ...breaking, "--target", "release/1.x");
  expect(report.findings.map(({ rule, element }) => `${rule} ${element}`)).toEqual(["FIELD_SAME_TYPE x.v1.M.b"]);
  expect(report.notes).toContain("baseline: merge-base of HEAD and release/1.x");
});

test("a target that is no branch any more leaves the default branch, with a note", async () => {
  using upstream = temporaryRepository({ [file]: proto("int32") });
  upstream.git("branch", "feature");
  using folder = temporaryFolder();
  const clone = join(folder.path, "clone");
  execFileSync("git", ["clone", "--quiet", upstream.path, clone]);
  execFileSync("git", ["-C", clone, "switch", "--quiet", "--create", "topic"]);
  writeFiles(clone, { [file]: proto("int64") });
  const there = await checkJson(clone, ...breaking, "--target", "feature");
  expect(there.notes).toContain("baseline: merge-base of HEAD and origin/feature");
  upstream.git("branch", "--delete", "feature");
  execFileSync("git", ["-C", clone, "fetch", "--quiet", "--prune"]);
  const report = await checkJson(clone, ...breaking, "--target", "feature");
  expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
  expect(report.notes).toContain(
    'baseline: merge-base of HEAD and origin/HEAD; the target "feature" is not here: it was deleted, or needs `git fetch origin feature`',
  );
});

test("on the target itself, a clean tree is unchanged", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.commit({ [file]: proto("int64") });
  expect((await checkJson(repository.path, "--target", "main")).verdict).toBe("unchanged");
  expect((await checkJson(repository.path, "--target", "", ...breaking)).verdict).toBe("fail");
});

test("a push is compared with the commit before it, all of its commits together", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  const before = repository.git("rev-parse", "HEAD");
  repository.commit({ [file]: proto("int64") });
  repository.commit({ "README.md": "" });
  const last = await checkJson(repository.path, ...breaking);
  expect(last.findings).toEqual([]);
  const report = await checkJson(repository.path, ...breaking, "--before", before);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
  expect(report.notes).toContain("baseline: the commit before the push");
});

test("the first push of a branch is compared with where it left the default branch", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  repository.git("switch", "--quiet", "--create", "topic");
  repository.commit({ [file]: proto("int64") });
  const report = await checkJson(repository.path, ...breaking, "--before", zeros);
  expect(report.findings.map(({ rule }) => rule)).toEqual(["FIELD_SAME_TYPE"]);
  expect(report.notes).toContain("baseline: merge-base of HEAD and main; this is the first push of the branch");
});

test("the first push of the first branch has nothing to be compared with", async () => {
  for (const name of ["main", "trunk"]) {
    using repository = temporaryRepository({ [file]: proto("int32") });
    repository.commit({ [file]: proto("int64") });
    repository.git("branch", "--move", name);
    const report = await checkJson(repository.path, ...breaking, "--before", zeros);
    expect(report).toMatchObject({ verdict: "pass", exitCode: 0, findings: [] });
    expect(report.notes).toContain("baseline: first push of the first branch: there is nothing to compare with");
  }
});

test("a forced push is compared with what was there before, or else with where it left the default branch", async () => {
  using upstream = temporaryRepository({ [file]: proto("int32") });
  using folder = temporaryFolder();
  const [bare, clone] = [join(folder.path, "bare.git"), join(folder.path, "clone")];
  execFileSync("git", ["clone", "--quiet", "--bare", upstream.path, bare]);
  upstream.git("switch", "--quiet", "--create", "topic");
  const before = upstream.commit({ [file]: proto("int32", "  int32 b = 2;") });
  upstream.git("push", "--quiet", bare, "topic");
  upstream.git("reset", "--quiet", "--hard", "main");
  upstream.commit({ [file]: proto("int32", "  int64 b = 2;") });
  upstream.git("push", "--quiet", "--force", bare, "topic");
  const here = await checkJson(upstream.path, ...breaking, "--before", before);
  expect(here.findings.map(({ rule, element }) => `${rule} ${element}`)).toEqual(["FIELD_SAME_TYPE x.v1.M.b"]);
  expect(here.notes).toContain("baseline: the commit before the push, which was forced");
  execFileSync("git", ["clone", "--quiet", "--branch=topic", pathToFileURL(bare).href, clone]);
  const report = await checkJson(clone, ...breaking, "--before", before);
  expect(report.verdict).toBe("pass");
  expect(report.notes).toContain(
    `baseline: merge-base of HEAD and origin/HEAD; the commit before the push, ${before.slice(0, 12)}, is not here: the push was forced, or the clone is shallow`,
  );
});

test("a shallow clone without the commit before the push says how to fetch it", async () => {
  using upstream = temporaryRepository({ [file]: proto("int32") });
  const before = upstream.git("rev-parse", "HEAD");
  upstream.commit({ [file]: proto("int64") });
  using folder = temporaryFolder();
  const clone = join(folder.path, "clone");
  execFileSync("git", ["clone", "--quiet", "--depth=1", pathToFileURL(upstream.path).href, clone]);
  const { exitCode, stderr } = await runGate(clone, "check", "--before", before);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("git fetch --unshallow");
});

test("--before takes a commit, and neither goes with --against", async () => {
  using repository = temporaryRepository({ [file]: proto("int32") });
  const wrong = await runGate(repository.path, "check", "--before", "main");
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain(
    '--before takes the id of the commit that the branch had before the push, and not "main"',
  );
  for (const option of ["--before", "--target"]) {
    const both = await runGate(repository.path, "check", "--against", ".git#ref=HEAD", option, zeros);
    expect(both.exitCode).toBe(2);
    expect(both.stderr).toContain("--target and --before are for the default baseline");
  }
});
