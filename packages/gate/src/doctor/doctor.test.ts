import { execFileSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import {
  type Files,
  type TemporaryRepository,
  repositoryRoot,
  temporaryFolder,
  temporaryRepository,
} from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runGate, runGateWith } from "../testing/run-gate.ts";

const workflow = [
  "on:",
  "  pull_request_target:",
  "  merge_group:",
  "jobs:",
  "  gate:",
  "    name: Schema gate",
  "    runs-on: ubuntu-24.04",
  "    steps:",
  "      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
  "        with:",
  "          fetch-depth: 0",
  "      - run: npx breakwater check",
  "",
].join("\n");
const path = ".github/workflows/gate.yml";
const owners = ["/proto/ @acme/api", "/*.yaml @acme/api", "/.github/ @acme/api", ""].join("\n");
const wired = {
  "buf.yaml": "version: v2\nmodules:\n  - path: proto\n",
  "breakwater.yaml": "version: 1\n",
  "proto/x/v1/x.proto": 'syntax = "proto3";\n\npackage x.v1;\n',
  [path]: workflow,
  ".github/CODEOWNERS": owners,
};

// Independent of whoever runs the tests: a token of theirs would ask the real API.
const withoutToken = { GITHUB_TOKEN: "", GH_TOKEN: "", GITHUB_REPOSITORY: "", GITHUB_API_URL: "" };

async function doctor(folder: string, ...argv: string[]): Promise<{ exitCode: number; stdout: string; text: string }> {
  const { exitCode, stdout } = await runGateWith({ env: withoutToken }, folder, "doctor", ...argv);
  // As one line, so that a message is found wherever it was wrapped.
  return { exitCode, stdout, text: stdout.replaceAll(/\s+/g, " ") };
}

test("a repository that is wired is told to be, in 80 columns, with what nobody can verify from here", async () => {
  using repository = temporaryRepository(wired);
  const { exitCode, stdout, text } = await doctor(repository.path);
  expect(stdout).not.toContain("PROBLEM");
  expect(stdout).toMatch(/^The gate is wired \(3 not verified\)\n/);
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(text).toContain('the check "Schema gate" must pass before a change is merged into main');
  const json = await doctor(repository.path, "--format", "json");
  expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, healthy: true });
});

const changed = (from: string | RegExp, to: string): Files => ({ [path]: workflow.replace(from, to) });
const step = "      - run: npx breakwater check";
const red: readonly (readonly [what: string, files: Files, message: string])[] = [
  ["no workflow runs the gate", { [path]: undefined }, "No workflow in .github/workflows runs the gate."],
  ["its step is gone", changed(step, "      - run: make"), "No workflow in .github/workflows runs the gate."],
  [
    "it runs on no pull request",
    changed("  pull_request_target:\n", ""),
    `${path}:1: No workflow that runs the gate runs on "pull_request_target"`,
  ],
  ["it runs in no merge queue", changed("  merge_group:\n", ""), 'runs on "merge_group": a change in a merge queue'],
  [
    "it runs on no schema",
    changed("_target:", '_target:\n    paths: ["docs/**"]'),
    `${path}:2: The workflow that runs the gate leaves out proto/x/v1/x.proto, buf.yaml, breakwater.yaml and 4 more`,
  ],
  [
    "it passes over schemas",
    changed("_target:", "_target:\n    paths-ignore: [proto/**]"),
    "leaves out proto/x/v1/x.proto on",
  ],
  [
    "it runs on another branch",
    changed("_target:", "_target:\n    branches: [release/**]"),
    'leaves out the branch "main"',
  ],
  [
    "it looks once",
    changed("_target:", "_target:\n    types: [opened]"),
    "when a pull request is synchronize, reopened",
  ],
  [
    "its step may fail",
    changed(step, `${step}\n        continue-on-error: true`),
    `${path}:13: The step of job "gate"`,
  ],
  [
    "its job may fail",
    changed("    steps:", "    continue-on-error: true\n    steps:"),
    "may fail without failing the job",
  ],
  ["its step is off", changed(step, `${step}\n        if: false`), "runs on a condition, `if: false`"],
  ["its job has a condition", changed("    steps:", "    if: github.actor != 'me'\n    steps:"), "runs on a condition"],
  ["its exit code is swallowed", changed(step, `${step} || true`), "goes on when the gate fails"],
  ["its exit code goes into a pipe", changed(step, `${step} | tee log`), "goes on when the gate fails"],
  ["it checks the format alone", changed(step, `${step} --only format`), "leaves out the checks breaking and policy"],
  ["it compares HEAD with itself", changed(step, `${step} --against .git#ref=HEAD`), "compares HEAD with itself"],
  ["the base is not fetched in the workflow", changed("fetch-depth: 0", "fetch-depth: 1"), "the base is not fetched"],
  ["nothing is checked out", changed(/ {6}- uses: [^]*0\n/, ""), "does not check anything out"],
  [
    "the head is run with a token that writes",
    changed("fetch-depth: 0", "fetch-depth: 0\n          ref: ${{ github.event.pull_request.head.sha }}"),
    "code of strangers runs with a token that writes",
  ],
  [
    "its action is not there",
    changed(step, "      - uses: ./.github/actions/breakwater"),
    "uses the action ./.github/actions/breakwater, which is not in this repository",
  ],
  ["nobody owns anything", { ".github/CODEOWNERS": undefined }, "There is no CODEOWNERS"],
  [
    "nobody owns schemas",
    { ".github/CODEOWNERS": owners.replace("/proto/ @acme/api\n", "") },
    "no owner for proto/x/v1/x.proto.",
  ],
  [
    "nobody owns the rules",
    { ".github/CODEOWNERS": owners.replace("/*.yaml @acme/api\n", "") },
    "no owner for buf.yaml, breakwater.yaml, breakwater.waivers.yaml (once it is there).",
  ],
  ["nobody owns the workflow", { ".github/CODEOWNERS": owners.replace("/.github/ @acme/api\n", "") }, `no owner for`],
  [
    "the owner is nobody",
    { ".github/CODEOWNERS": owners.replaceAll("@acme/api", "@your-org/schema-owners") },
    "is a placeholder, and nobody has to approve anything",
  ],
  [
    "the policy cannot be read",
    { "breakwater.yaml": "version: 1\nseverty: {}\n" },
    'breakwater.yaml:2 of the working tree has the unknown key "severty"',
  ],
  ["buf.yaml cannot be read", { "buf.yaml": "version: v2\nmodlues: []\n" }, "buf cannot read buf.yaml:"],
  [
    "no schema is in a module",
    { "buf.yaml": "version: v2\nmodules:\n  - path: other\n" },
    "the gate has nothing to check",
  ],
  [
    "generated code is neither committed nor ignored",
    { "buf.gen.yaml": "version: v2\nplugins:\n  - local: protoc-gen-es\n    out: gen\n" },
    "gen is written by buf.gen.yaml, but it is neither committed nor ignored",
  ],
];

for (const [what, files, message] of red) {
  test(`doctor is red when ${what}`, async () => {
    using repository = temporaryRepository(wired);
    repository.commit(files);
    const { exitCode, stdout, text } = await doctor(repository.path);
    expect(text).toContain(message);
    expect(stdout).toMatch(/^The gate is NOT wired: \d+ problems?/);
    expect(exitCode).toBe(1);
  });
}

test("doctor is red in a clone that does not reach the base, and tells what to run", async () => {
  using repository = temporaryRepository(wired);
  repository.commit({ "proto/x/v1/y.proto": 'syntax = "proto3";\n\npackage x.v1;\n' });
  using folder = temporaryFolder();
  execFileSync("git", ["clone", "--quiet", "--depth=1", `file://${repository.path}`, folder.path]);
  const { exitCode, text } = await doctor(folder.path);
  expect(text).toContain("PROBLEM The clone is shallow and does not reach the commit to compare with");
  expect(text).toContain("Do: Run `git fetch --unshallow`");
  expect(exitCode).toBe(1);
});

test("doctor is red outside of a repository", async () => {
  using folder = temporaryFolder();
  const { exitCode, text } = await doctor(folder.path);
  expect([exitCode, text]).toEqual([1, expect.stringContaining("is not in a git repository")]);
});

test("one sound step is enough, a filter that leaves nothing out is none, and a folder may have the schemas", async () => {
  using repository = temporaryRepository({
    [path]: workflow.replace(
      "_target:",
      '_target:\n    branches: ["ma*"]\n    paths: ["**.proto", "**.yaml", ".github/**"]',
    ),
    ".github/workflows/more.yml": workflow.replace(step, `${step} --only generated`),
    ".github/CODEOWNERS": "/api/ @acme/api\n/.github/ @acme/api\n",
    "api/buf.yaml": wired["buf.yaml"],
    "api/proto/x/v1/x.proto": wired["proto/x/v1/x.proto"],
  });
  const { exitCode, stdout } = await doctor(repository.path, "-C", "api");
  expect(stdout).not.toContain("PROBLEM");
  expect(exitCode).toBe(0);
});

test("what is weak but no hole is a warning", async () => {
  using repository = temporaryRepository({
    ...wired,
    [path]: workflow
      .replace("_target", "")
      .replace(/checkout@\w+ # /, "checkout@")
      .replace("    steps:", "    needs: test\n    steps:"),
  });
  repository.write({ ".github/workflows/new.yml": "on: push\n" });
  const { exitCode, text } = await doctor(repository.path);
  expect(exitCode).toBe(0);
  for (const warning of [
    "which can take the step out; only code owners stop it",
    "by a name that its owners can move to other code",
    "needs test: when that fails, the gate is skipped, which counts as passed",
    "Not committed yet: .github/workflows/new.yml.",
  ]) {
    expect(text).toContain(warning);
  }
});

/** What doctor looks at in this repository, as it is now. */
function copyOfThisRepository(): TemporaryRepository {
  const parts = [
    ".gitignore",
    ".github",
    "buf.yaml",
    "buf.gen.yaml",
    "*breakwater*.yaml",
    "proto",
    "gen/recommendations",
    ":!:*/fixtures/*",
  ];
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", ...parts];
  const listed = execFileSync("git", args, { cwd: repositoryRoot, encoding: "utf8" }).split("\0").filter(Boolean);
  return temporaryRepository(
    Object.fromEntries(listed.map((name) => [name, readFileSync(join(repositoryRoot, name), "utf8")])),
  );
}

test("the gate of this repository is wired", async () => {
  using repository = copyOfThisRepository();
  symlinkSync(join(repositoryRoot, ".protos"), join(repository.path, ".protos"), "dir");
  const { exitCode, stdout } = await doctor(repository.path);
  expect(stdout).not.toContain("PROBLEM");
  expect(exitCode).toBe(0);
});

test("doctor has a help with examples", async () => {
  const { exitCode, stdout } = await runGate("/", "doctor", "--help");
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/^Usage: breakwater doctor [^]*Examples:\n {2}breakwater doctor\n/),
  ]);
});
