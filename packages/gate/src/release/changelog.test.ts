import { cpSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryRoot, temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkJson, runGate } from "../testing/run-gate.ts";
import { runBuf } from "../testing/run-buf.ts";

const fixture = fileURLToPath(new URL("../../fixtures/changelog", import.meta.url));

/** A repository with the fixture as the releases v1.0.0 and v1.1.0; third-party protos are not in git. */
function shop(): ReturnType<typeof temporaryRepository> {
  const repository = temporaryRepository({ ".gitignore": "third-party\n" });
  symlinkSync(join(repositoryRoot, ".protos"), join(repository.path, "third-party"));
  for (const [side, tag] of [
    ["before", "v1.0.0"],
    ["after", "v1.1.0"],
  ] as const) {
    cpSync(join(fixture, side), repository.path, { recursive: true });
    repository.commit();
    repository.git("tag", tag);
  }
  return repository;
}

interface JsonChangelog {
  readonly version: number;
  readonly from: string;
  readonly to: string;
  readonly notes: readonly string[];
  readonly packages: readonly {
    readonly name: string;
    readonly entries: readonly {
      readonly kind: string;
      readonly text: string;
      readonly severity: string | null;
      readonly findings: readonly { readonly rule: string; readonly severity: string; readonly message: string }[];
    }[];
  }[];
}

async function changelogJson(folder: string, ...argv: string[]): Promise<JsonChangelog> {
  const { stdout } = await runGate(folder, "changelog", ...argv, "--format", "json");
  // The shape is what the tests are about: a field that is missing makes their assertions fail.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(stdout) as JsonChangelog;
}

test("a changelog reads like release notes, and says what was taken from the working tree", async () => {
  using repository = shop();
  const { exitCode, stdout, stderr } = await runGate(
    repository.path,
    "changelog",
    "--from",
    "v1.0.0",
    "--to",
    "v1.1.0",
  );
  expect(stdout).toBe(readFileSync(join(fixture, "changelog.md"), "utf8"));
  expect(stderr).toBe("note: third-party is git-ignored: both sides use the one in the working tree\n");
  expect(exitCode).toBe(0);
});

test("the README shows the start of it", () => {
  const [start = ""] = readFileSync(join(fixture, "changelog.md"), "utf8").split("\n\nThe comments of");
  expect(readFileSync(join(repositoryRoot, "README.md"), "utf8")).toContain(start);
});

test("what a changelog calls breaking is what the check fails", async () => {
  using repository = shop();
  const inputs = ["--from", "v1.0.0", "--to", "v1.1.0"];
  const { packages } = await changelogJson(repository.path, ...inputs);
  const git = (tag: string): string => `.git#tag=${tag}`;
  const only = ["--against", git("v1.0.0"), "--only", "breaking"];
  const { findings } = await checkJson(repository.path, git("v1.1.0"), ...only);
  const entries = packages.flatMap((changes) => changes.entries);
  const errors = (list: readonly { severity: string; message: string }[]): Set<string> => {
    return new Set(list.filter(({ severity }) => severity === "error").map(({ message }) => message));
  };
  const breaking = entries.filter(({ kind }) => kind === "breaking");
  expect(errors(breaking.flatMap((entry) => entry.findings))).toEqual(errors(findings));
  expect(errors(findings).size).toBeGreaterThan(1);
  expect(breaking.every(({ severity }) => severity === "error")).toBe(true);
  expect(entries.filter(({ kind }) => kind !== "breaking").some(({ severity }) => severity === "error")).toBe(false);
});

const proto = (...lines: string[]): string => ['syntax = "proto3";', "package a.v1;", ...lines, ""].join("\n");
const one = { "a/v1/a.proto": proto("message M {}") };
const two = { "a/v1/a.proto": proto("message M {}", "message N {}") };
const three = { "a/v1/a.proto": proto("message M {}", "message N {}", "message O {}") };

test("by default the working tree is compared with the last release, and a release with the one before it", async () => {
  using repository = temporaryRepository(one);
  for (const tag of ["v1.9.0", "v1.10.0-rc.1", "nightly"]) repository.git("tag", tag);
  repository.commit(two);
  repository.git("tag", "v1.10.0");
  const ends = async (...argv: string[]): Promise<string[]> => {
    const { from, to, packages } = await changelogJson(repository.path, ...argv);
    return [from, to, ...packages.flatMap(({ entries }) => entries.map(({ text }) => text))];
  };
  // The commit of a release tells of that release.
  expect(await ends()).toEqual(["v1.10.0-rc.1", "the working tree", 'Message "N"']);
  expect(await ends("--to", "v1.10.0")).toEqual(["v1.10.0-rc.1", "v1.10.0", 'Message "N"']);
  repository.write(three);
  expect(await ends()).toEqual(["v1.10.0", "the working tree", 'Message "O"']);
  repository.commit();
  expect(await ends()).toEqual(["v1.10.0", "the working tree", 'Message "O"']);
  const { stderr } = await runGate(repository.path, "changelog");
  expect(stderr).toBe("note: from: v1.10.0, the last release before the working tree\n");
});

test("sides can be folders, images, revisions of a subfolder, and the grammar of check", async () => {
  using repository = temporaryRepository({ "api/a/v1/a.proto": one["a/v1/a.proto"] });
  const first = repository.git("rev-parse", "HEAD");
  repository.commit({ "api/a/v1/a.proto": two["a/v1/a.proto"] });
  using folder = temporaryFolder();
  writeFiles(folder.path, three);
  const image = join(folder.path, "three.binpb");
  await runBuf(folder.path, ["build", "-o", image]);
  const api = join(repository.path, "api");
  for (const [argv, expected] of [
    [["-C", api, "changelog", "--from", first], ['Message "N"']],
    [["-C", api, "changelog", "--from", "HEAD~1", "--to", "main"], ['Message "N"']],
    [["changelog", "--from", `.git#ref=${first},subdir=api`, "--to", "api"], ['Message "N"']],
    [
      ["-C", api, "changelog", "--from", first, "--to", folder.path],
      ['Message "N"', 'Message "O"'],
    ],
    [["-C", api, "changelog", "--from", "main", "--to", image], ['Message "O"']],
  ] as const) {
    const { stdout, stderr } = await runGate(repository.path, ...argv, "--format", "json");
    expect([
      stderr,
      ...[...stdout.matchAll(/"text": "(.*)"/g)].map(([, text]) => text?.replaceAll('\\"', '"')),
    ]).toEqual(["", ...expected]);
  }
});

test("the same schemas have no changes", async () => {
  using repository = temporaryRepository(one);
  for (const argv of [
    ["--from", "main", "--to", "HEAD"],
    ["--from", "main"],
  ]) {
    const { exitCode, stdout, stderr } = await runGate(repository.path, "changelog", ...argv);
    expect([exitCode, stderr]).toEqual([0, "note: both sides have the same schemas\n"]);
    expect(stdout).toContain("\nNo change of the schemas");
  }
  // Other bytes, same schemas.
  repository.write({ "a/v1/a.proto": `// A licence.\n\n${one["a/v1/a.proto"]}` });
  const { stdout } = await runGate(repository.path, "changelog", "--from", "HEAD");
  expect(stdout).toBe("# Changes since HEAD\n\nNo change of the schemas.\n");
});

test("faults name what is missing and say what to do", async () => {
  using repository = temporaryRepository(one);
  using bare = temporaryFolder();
  writeFiles(bare.path, one);
  const cases: (readonly [folder: string, argv: readonly string[], message: string])[] = [
    [repository.path, [], 'No tag before the working tree names a version ("v1.2.3"), so --from has no default.'],
    [repository.path, ["--from", "v9"], '"v9" is neither a revision of this repository nor a folder.'],
    [repository.path, ["--from", "."], "No change"],
    [repository.path, ["--from", "main", "--to", "nowhere.binpb"], 'The image "nowhere.binpb" is not there'],
    [repository.path, ["--from", "main", "--to", "x.git#ref=a"], "is not a git repository"],
    [bare.path, [], "There is no history before the working tree, so --from has no default."],
    [bare.path, ["--from", "v1.0.0"], '"v1.0.0" is not a folder.'],
  ];
  for (const [folder, argv, message] of cases) {
    const { exitCode, stdout, stderr } = await runGate(folder, "changelog", ...argv);
    expect(`${stdout}${stderr}`).toContain(message);
    expect(exitCode).toBe(message === "No change" ? 0 : 2);
  }
  repository.git("tag", "v1.4.0");
  repository.git("tag", "v1.40.0");
  const { stderr } = await runGate(repository.path, "changelog", "--from", "v1.40");
  expect(stderr).toContain('Did you mean "v1.40.0"?');
  const between = await runGate(repository.path, "changelog", "--from", "v1.30.0");
  expect(between.stderr).toContain('Did you mean "v1.4.0" or "v1.40.0"?');
  repository.commit({ b: "" });
  for (const name of ["v1.4.0", "v1.40.0"]) repository.git("tag", "--delete", name);
  for (const name of ["a/v1.0.0", "@acme/b@2.0.0"]) repository.git("tag", name, "HEAD~1");
  const several = await runGate(repository.path, "changelog");
  expect(several.stderr).toContain("The tags name versions of @acme/b, a, so --from has no default.");
});

test("what an old revision imports and does not have is named", async () => {
  using repository = temporaryRepository({
    "a/v1/a.proto": proto(
      'import "acme/x.proto";',
      'import "google/protobuf/any.proto";',
      "message M { acme.X x = 1; }",
    ),
  });
  repository.git("tag", "v1.0.0");
  repository.commit(one);
  const { exitCode, stderr } = await runGate(repository.path, "changelog", "--from", "v1.0.0");
  expect(stderr).toMatch(
    /^breakwater: v1\.0\.0 \(\w{12}\) imports files that it does not have:\n {2}acme\/x\.proto\nPut/,
  );
  expect(exitCode).toBe(3);
  rmSync(join(repository.path, "a"), { recursive: true });
  repository.write({ "a/v1/a.proto": proto("message M { Missing a = 1; }") });
  const other = await runGate(repository.path, "changelog", "--from", "HEAD");
  expect(other.stderr).toContain("does not compile:\n  a/v1/a.proto:3:13: cannot find `Missing` in this scope");
});

test("a first release is all new", async () => {
  using repository = temporaryRepository({ "README.md": "" });
  repository.git("tag", "v0.1.0");
  repository.write(two);
  const { stdout } = await runGate(repository.path, "changelog");
  expect(stdout).toBe(
    "# Changes since v0.1.0\n\n1 addition in one package.\n\n## `a.v1`\n\n### Added\n\n" +
      "- New package: messages `M` and `N`\n",
  );
});

test("what changed in the same way is one line", async () => {
  const messages = (type: string): string[] => {
    return ["A", "B", "C"].map((name, index) => `message ${name} { ${type} f${index} = 1; }`);
  };
  using repository = temporaryRepository({ "a/v1/a.proto": proto(...messages("int32")) });
  repository.write({ "a/v1/a.proto": proto(...messages("string")) });
  const { stdout } = await runGate(repository.path, "changelog", "--from", "HEAD");
  expect(stdout).toMatch(/\n- Fields `A.f0`, `B.f1` and `C.f2`: type `int32` → `string`. Breaks stored data.\n$/);
});

test("long lists are folded away, and lines about one thing are one line", async () => {
  const fields = (count: number): string => {
    return Array.from({ length: count }, (_, index) => `int32 f${index} = ${index + 1};`).join(" ");
  };
  const others = (count: number): string[] => {
    return Array.from({ length: count }, (_, index) => `message A${index} { string shared = 1; }`);
  };
  const empty = others(15).map((text) => text.replace(/\{.*\}/, "{}"));
  using repository = temporaryRepository({ "a/v1/a.proto": proto("message M {}", ...empty) });
  repository.write({ "a/v1/a.proto": proto(`message M { ${fields(70)} }`, ...others(15)) });
  const { stdout } = await runGate(repository.path, "changelog", "--from", "HEAD");
  expect(stdout).toContain(
    "### Added\n\n<details>\n<summary>85 additions</summary>\n\n- Field `shared` of `A0`, `A1`, ",
  );
  expect(stdout).toMatch(/and 3 more\n- Fields of `M`:\n {2}- `f0`\n {2}- `f1`\n/);
  expect(stdout).toMatch(/\n {2}- `f9`\n\n<\/details>\n$/);
});
