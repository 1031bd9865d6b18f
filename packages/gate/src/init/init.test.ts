import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkJson, runGate, runGateWith } from "../testing/run-gate.ts";

const order = 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n}\n';
const files = {
  "proto/shop/v1/order.proto": order,
  "proto/shop/v1/cart.proto":
    'syntax = "proto3";\n\npackage shop.v1;\n\nimport "shop/v1/order.proto";\n\nmessage cart {\n    Order order = 1;\n}\n',
};
const written = [".github/CODEOWNERS", ".github/workflows/schema-gate.yml", "breakwater.yaml", "buf.yaml"];
const action = "acme/breakwater@3d3c42e5aac5ba805825da76410c181273ba90b1";
const adopt = ["init", "--owners", "@acme/api", "--action", action];

test("init makes a gate that is wired, passes its own change, and stops a breaking one", async () => {
  using repository = temporaryRepository(files);
  const { exitCode, stdout } = await runGate(repository.path, ...adopt);
  expect(exitCode).toBe(0);
  expect(
    repository
      .git("status", "--porcelain", "--untracked-files=all")
      .split("\n")
      .map((line) => line.slice(3)),
  ).toEqual(written);
  for (const path of written) expect(stdout).toContain(`  wrote  ${path}\n`);
  expect(stdout.split("\n").filter((line) => line.length > 80 && !line.includes(repository.path))).toEqual([]);
  expect((await checkJson(repository.path)).verdict).toBe("pass");
  repository.commit();
  const doctor = await runGateWith({ env: { GITHUB_TOKEN: "", GH_TOKEN: "" } }, repository.path, "doctor");
  expect(doctor.stdout).toMatch(/^The gate is wired \(3 not verified\)/);
  repository.git("checkout", "--quiet", "-b", "good");
  repository.commit({ "proto/shop/v1/order.proto": order.replace("= 1;\n", "= 1;\n  string note = 2;\n") });
  expect((await checkJson(repository.path)).verdict).toBe("pass");
  repository.commit({ "proto/shop/v1/order.proto": order.replace("string id", "int32 id") });
  const broken = await checkJson(repository.path);
  expect(broken.findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule)).toEqual([
    "FIELD_SAME_TYPE",
  ]);
});

test("init tells what does not pass yet, by rule, and what would have been stopped since the last release", async () => {
  using repository = temporaryRepository(files);
  repository.git("tag", "v1.2.0");
  repository.commit({ "proto/shop/v1/order.proto": order.replace("string id", "int32 id") });
  repository.git("tag", "v1.3.0-rc.1");
  const { stdout } = await runGate(repository.path, ...adopt);
  expect(stdout).toMatch(/compatibility is promised from [0-9a-f]{12} and the\nrelease v1\.2\.0 on\./);
  expect(stdout).toContain("Does not pass yet");
  expect(stdout).toContain("      1  lint MESSAGE_PASCAL_CASE, first proto/shop/v1/cart.proto:7\n");
  expect(stdout).toContain("      1  format FORMAT, first proto/shop/v1/cart.proto:8\n");
  expect(stdout).toContain(
    "Would have been stopped since v1.2.0:\n      1  breaking FIELD_SAME_TYPE, first proto/shop/v1/order.proto:6\n",
  );
  expect(readFileSync(join(repository.path, "breakwater.yaml"), "utf8")).toContain("and the release v1.2.0 on");
});

test("a second run has nothing to do", async () => {
  using repository = temporaryRepository(files);
  await runGate(repository.path, ...adopt);
  repository.commit();
  const { exitCode, stdout } = await runGate(repository.path, ...adopt);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining("\nNothing to do: `breakwater doctor` tells")]);
  expect(stdout).not.toContain("wrote");
  expect(repository.git("status", "--porcelain")).toBe("");
});

test("a dry run writes nothing and shows everything", async () => {
  using repository = temporaryRepository(files);
  const { exitCode, stdout } = await runGate(repository.path, ...adopt, "--dry-run");
  expect(exitCode).toBe(0);
  expect(repository.git("status", "--porcelain")).toBe("");
  for (const path of written) expect(stdout).toContain(`  write  ${path}:\n`);
  expect(stdout).toContain(`      - uses: acme/breakwater/.github/actions/breakwater@${action.slice(-40)}\n`);
});

test("what is there is never changed; what it lacks is printed", async () => {
  const own = {
    "buf.yaml": "version: v2\nmodules:\n  - path: proto\nbreaking:\n  use: [WIRE]\n",
    "breakwater.yaml": "version: 1\n",
    "docs/CODEOWNERS": "/docs/ @acme/docs\n",
    ".github/workflows/schema-gate.yml": "on: push\njobs: {}\n",
  };
  using repository = temporaryRepository({ ...files, ...own });
  const { exitCode, stdout } = await runGate(repository.path, ...adopt);
  expect(exitCode).toBe(0);
  expect(repository.git("status", "--porcelain")).toBe("");
  expect(stdout).toContain("  kept   buf.yaml: is there, and its rules count\n");
  expect(stdout).toContain(
    "  BY YOU .github/workflows/schema-gate.yml: is there, but does not run the gate; this would:\n",
  );
  expect(stdout).toContain(
    "  BY YOU docs/CODEOWNERS: has no owner for some schemas, rules or workflows; add:\n      /proto/ @acme/api\n",
  );
  expect(stdout).toMatch(/1\. Add what is printed above to \.github\/workflows\/schema-gate\.yml,/);
});

test("the change that adopts the gate may leave out copies of others; the next one may not leave out more", async () => {
  using repository = temporaryRepository({
    "shop/v1/order.proto": order
      .replace("message", 'import "google/type/money.proto";\n\nmessage')
      .replace("string id", "google.type.Money id"),
    "third_party/google/type/money.proto": 'syntax = "proto3";\npackage google.type;\nmessage Money {}\n',
  });
  repository.git("checkout", "--quiet", "-b", "adopt");
  await runGate(repository.path, ...adopt);
  expect(readFileSync(join(repository.path, "buf.yaml"), "utf8")).toContain("ignore: [third_party]");
  const first = await checkJson(repository.path);
  expect([first.verdict, first.findings.filter(({ severity }) => severity === "error")]).toEqual(["pass", []]);
  expect(first.notes.join("\n")).toContain("this change brings the gate in");
  repository.commit();
  repository.git("branch", "--force", "main");
  const text = readFileSync(join(repository.path, "buf.yaml"), "utf8");
  repository.commit({ "buf.yaml": text.replaceAll("ignore: [third_party]", "ignore: [third_party, shop]") });
  expect((await checkJson(repository.path)).findings.map(({ rule }) => rule)).toContain("BUF_CONFIG_LOOSENED");
});

test("a folder inside a repository adopts the gate with the workflow and owners at the top", async () => {
  using repository = temporaryRepository({ "api/proto/shop/v1/order.proto": order, "main.go": "" });
  const { exitCode } = await runGate(repository.path, "-C", "api", ...adopt);
  expect(exitCode).toBe(0);
  expect(existsSync(join(repository.path, "api/buf.yaml"))).toBe(true);
  expect(readFileSync(join(repository.path, ".github/workflows/schema-gate.yml"), "utf8")).toContain('folder: "api"');
  expect(readFileSync(join(repository.path, ".github/CODEOWNERS"), "utf8")).toContain(
    "\n/api/ @acme/api\n/.github/ @acme/api\n",
  );
  repository.commit();
  const doctor = await runGateWith({ env: { GITHUB_TOKEN: "", GH_TOKEN: "" } }, repository.path, "-C", "api", "doctor");
  expect(doctor.exitCode).toBe(0);
});

test("placeholders are named: the action that is not published, and the owners that nobody knows", async () => {
  using repository = temporaryRepository(files);
  const { stdout } = await runGate(repository.path, "init");
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("is a placeholder, since the action is not published yet");
  repository.commit();
  const doctor = await runGateWith({ env: { GITHUB_TOKEN: "", GH_TOKEN: "" } }, repository.path, "doctor");
  expect([doctor.exitCode, doctor.stdout]).toEqual([
    1,
    expect.stringContaining("@your-org/schema-owners is a placeholder"),
  ]);
});

test("without a repository, a commit or a schema there is nothing to adopt the gate for", async () => {
  using folder = temporaryFolder();
  using empty = temporaryRepository();
  empty.write(files);
  using without = temporaryRepository({ "README.md": "" });
  for (const [path, message] of [
    [folder.path, "is not in a git repository. Run `git init`"],
    [empty.path, "has no commit yet. Commit its schemas first."],
    [without.path, "There is no proto file in"],
  ] as const) {
    const { exitCode, stderr } = await runGate(path, "init");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  using repository = temporaryRepository(files);
  for (const [argv, message] of [
    [["--action", "acme/breakwater"], "write OWNER/REPOSITORY@REF"],
    [["--owners", "me"], "write @USER, @ORG/TEAM or an address"],
  ] as const) {
    const { exitCode, stderr } = await runGate(repository.path, "init", ...argv);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
});

test("a package that only looks unstable is named, with the line that would make it so", async () => {
  using repository = temporaryRepository({
    "shop/v1development/order.proto": order.replace("shop.v1", "shop.v1development"),
    "shop/v1alpha1/order.proto": order.replace("shop.v1", "shop.v1alpha1"),
  });
  const { stdout } = await runGate(repository.path, ...adopt);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain("1. Decide about shop.v1development: to buf");
  const policy = readFileSync(join(repository.path, "breakwater.yaml"), "utf8");
  expect(policy).toContain("# stability:\n#   shop.v1development: unstable\n");
  expect(policy).not.toContain("v1alpha1: unstable");
});

test("a release that cannot be compiled is no baseline, and is said to have no verdict", async () => {
  const missing = order.replace("message", 'import "shop/v1/gone.proto";\n\nmessage');
  using repository = temporaryRepository({ ...files, "proto/shop/v1/order.proto": missing });
  repository.git("tag", "v1.0.0");
  repository.commit(files);
  const { exitCode, stdout } = await runGate(repository.path, ...adopt);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("Would have been stopped since v1.0.0:\n  Not known, for there is no verdict:\n");
  expect(stdout).toMatch(/compatibility is promised from [0-9a-f]{12} on\./);
  expect(readFileSync(join(repository.path, "breakwater.yaml"), "utf8")).not.toContain("v1.0.0");
});

test("schemas that miss an import are adopted with what to do about it", async () => {
  using repository = temporaryRepository({
    "shop/v1/order.proto": order.replace("message", 'import "google/type/money.proto";\n\nmessage'),
  });
  const { exitCode, stdout } = await runGate(repository.path, ...adopt);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("  Not known, for there is no verdict:\n    The head, working tree, does not compile:\n");
  expect(stdout).toContain("  1. Run `buf dep update` and commit buf.lock: buf.yaml names schemas of others.\n");
});

test("a release from before the copies of others came is no baseline, so that the next check has a verdict", async () => {
  const imports = order
    .replace("message", 'import "google/type/money.proto";\n\nmessage')
    .replace("string id", "google.type.Money id");
  using repository = temporaryRepository({ "shop/v1/order.proto": imports });
  repository.git("tag", "v1.0.0");
  repository.commit({
    "third_party/google/type/money.proto": 'syntax = "proto3";\npackage google.type;\nmessage Money {}\n',
  });
  const { stdout } = await runGate(repository.path, ...adopt);
  expect(stdout).toContain('    Its schemas have no folder "third_party", which buf.yaml names, so that they do');
  repository.commit();
  repository.git("checkout", "--quiet", "-b", "next");
  repository.commit({ "shop/v1/order.proto": imports.replace("= 1;\n", "= 1;\n  string note = 2;\n") });
  expect((await checkJson(repository.path)).verdict).toBe("pass");
});
