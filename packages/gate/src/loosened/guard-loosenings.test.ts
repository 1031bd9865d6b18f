import { join } from "node:path";
import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runBuf } from "../testing/run-buf.ts";
import { checkJson } from "../testing/run-gate.ts";
import { CodeOwners } from "./code-owners.ts";
import { ownerLoosenings } from "./owner-loosenings.ts";
import { workflowLoosenings } from "./workflow-loosenings.ts";
import { YamlText } from "./yaml-text.ts";

const gate = [
  "on: [pull_request, merge_group]",
  "jobs:",
  "  gate:",
  "    runs-on: ubuntu-24.04",
  "    steps:",
  "      - uses: actions/checkout@v7",
  "      - name: Compare",
  "        run: npx breakwater check --format github",
  "",
].join("\n");

const workflows = (text: string | undefined, path = ".github/workflows/pr.yml"): YamlText[] =>
  text === undefined ? [] : [new YamlText(path, text)];

const run = "npx breakwater check --format github";
const loosened: readonly (readonly [what: string, head: string | undefined, findings: readonly string[]])[] = [
  [
    "the workflow is removed",
    undefined,
    ['-7: The step of job "gate" that runs the gate is gone: it checks no change any more.'],
  ],
  [
    "the step is removed",
    gate.replace(run, "echo ok"),
    ['-7: The step of job "gate" that runs the gate is gone: it checks no change any more.'],
  ],
  [
    "the step is commented out",
    gate.replace(`run: ${run}`, `run: |\n          # ${run}\n          true`),
    ['-7: The step of job "gate" that runs the gate is gone: it checks no change any more.'],
  ],
  [
    "the step only says that it runs the gate",
    gate.replace(run, `|\n          true && echo ${run}; printf '${run}'`),
    ['-7: The step of job "gate" that runs the gate is gone: it checks no change any more.'],
  ],
  [
    "the step prints the policy instead",
    gate.replace(run, "npx breakwater policy --format github"),
    ['-7: The step of job "gate" that runs the gate is gone: it checks no change any more.'],
  ],
  [
    "the step may fail",
    `${gate}        continue-on-error: true\n`,
    ['9: The step of job "gate" that runs the gate may fail now without failing the job.'],
  ],
  [
    "the job may fail",
    gate.replace("    steps:", "    continue-on-error: ${{ true }}\n    steps:"),
    ['5: The step of job "gate" that runs the gate may fail now without failing the job.'],
  ],
  [
    "the step is switched off",
    `${gate}        if: false\n`,
    ['9: The step of job "gate" that runs the gate runs on another condition than before, and may be skipped.'],
  ],
  [
    "the job has a condition",
    gate.replace("    steps:", "    if: github.actor != 'me'\n    steps:"),
    ['5: The step of job "gate" that runs the gate runs on another condition than before, and may be skipped.'],
  ],
  [
    "its failure is swallowed",
    gate.replace(run, `${run} || true`),
    ['8: The step of job "gate" that runs the gate goes on when the gate fails.'],
  ],
  [
    "it runs some checks only",
    gate.replace(run, `${run} --only format`),
    ['8: The step of job "gate" that runs the gate runs some checks only: format.'],
  ],
  [
    "it compares with itself",
    gate.replace(run, `${run} --against .git#ref=HEAD`),
    ['8: The step of job "gate" that runs the gate compares with another baseline than before.'],
  ],
  [
    "it goes to a branch of its own choice",
    gate.replace(run, `${run} --target "$GITHUB_HEAD_REF"`),
    ['8: The step of job "gate" that runs the gate compares with another baseline than before.'],
  ],
  [
    "it names the commit before the push",
    gate.replace(run, `${run} --before=\${{ github.sha }}`),
    ['8: The step of job "gate" that runs the gate compares with another baseline than before.'],
  ],
  [
    "it runs on no pull request",
    gate.replace("pull_request, ", ""),
    ['1: The workflow that runs the gate no longer runs on "pull_request".'],
  ],
  [
    "it runs on few pull requests",
    gate.replace("on: [pull_request, merge_group]", "on:\n  merge_group:\n  pull_request:\n    paths: [docs/**]"),
    ['3: The workflow that runs the gate runs on fewer events "pull_request" than before.'],
  ],
];

for (const [what, head, findings] of loosened) {
  test(`workflow: ${what}: found, and no finding the other way round`, () => {
    const [before, after] = [workflows(gate), workflows(head)];
    const found = workflowLoosenings({ base: before, head: after });
    expect(found.map(({ message, old, new: now }) => `${now?.line ?? `-${old?.line}`}: ${message}`)).toEqual(findings);
    expect(workflowLoosenings({ base: after, head: before })).toEqual([]);
  });
}

for (const [what, head] of [
  ["the name of the step", workflows(gate.replace("Compare", "Judge"))],
  ["another file", workflows(gate, ".github/workflows/gate.yaml")],
  ["another job", workflows(gate.replace("  gate:", "  schemas:"))],
  ["another format", workflows(gate.replace("--format github", "--format json"))],
  [
    "what GitHub says of the target and of the push",
    workflows(gate.replace(run, `${run} --target "$GITHUB_BASE_REF" --before "\${{ github.event.before }}"`)),
  ],
  ["a second step", workflows(`${gate}      - run: npx breakwater check --only lint || true\n`)],
  ["always()", workflows(`${gate}        if: \${{ always() }}\n`)],
  ["one trigger more", workflows(gate.replace("on: [", "on: [push, "))],
] as const) {
  test(`workflow: ${what} loosens nothing`, () => {
    expect(workflowLoosenings({ base: workflows(gate), head })).toEqual([]);
  });
}

const action = [
  "on: [pull_request]",
  "jobs:",
  "  gate:",
  "    steps:",
  "      - uses: acme/breakwater/.github/actions/breakwater@v1",
  "        with:",
  "          label: ok",
  "",
].join("\n");
const actionName = "acme/breakwater/.github/actions/breakwater";

const loosenedActions: readonly (readonly [what: string, head: string, messages: readonly string[]])[] = [
  [
    "it is another one",
    action.replace("acme/breakwater/", "evil/breakwater/"),
    [`5: uses the action "${actionName.replace("acme", "evil")}" now, which may judge otherwise.`],
  ],
  ["it runs some checks only", `${action}          only: lint, format\n`, ["6: runs some checks only: lint, format."]],
  ["it checks another folder", `${action}          folder: docs\n`, ['6: checks the folder "docs" instead of ".".']],
  [
    "it runs when a pull request is opened, and not when it changes",
    action.replace("[pull_request]", "{pull_request: {types: [opened, labeled]}}"),
    ['1: fewer events "pull_request" than before.'],
  ],
];

for (const [what, head, messages] of loosenedActions) {
  test(`workflow with the action: ${what}: found`, () => {
    const found = workflowLoosenings({ base: workflows(action), head: workflows(head) });
    const shorten = (message: string): string => {
      return message.replace(/^The (step of job "gate" that runs the gate|workflow that runs the gate runs on) /, "");
    };
    expect(found.map(({ message, new: now }) => `${now?.line}: ${shorten(message)}`)).toEqual(messages);
  });
}

for (const [what, head] of [
  ["another version", action.replace("@v1", "@v2")],
  ["an earlier release more", `${action}          against: v1\n`],
  ["a base that cannot be edited", action.replace("pull_request", "pull_request_target, merge_group")],
  [
    "types that are more than the default",
    action.replace("[pull_request]", "{pull_request_target: {types: [opened, synchronize, reopened, labeled]}}"),
  ],
] as const) {
  test(`workflow with the action: ${what} loosens nothing`, () => {
    expect(workflowLoosenings({ base: workflows(action), head: workflows(head) })).toEqual([]);
  });
}

test("workflow: another job with the name of the gate's is found, whichever of them names it", () => {
  const withName = gate.replace("  gate:", "  gate:\n    name: Schema gate");
  const other = (id: string, ...lines: string[]): YamlText => {
    const text = ["on: [push]", "jobs:", `  ${id}:`, ...lines, "    steps: [{run: 'true'}]", ""].join("\n");
    return new YamlText(".github/workflows/other.yml", text);
  };
  const messages = (base: string, ...more: YamlText[]): string[] => {
    const sides = { base: workflows(base), head: [...workflows(base), ...more] };
    return workflowLoosenings(sides).map(({ message, new: now }) => `${now?.line}: ${message}`);
  };
  expect(messages(withName, other("x", '    name: "Schema gate"'))).toEqual([
    '4: The job "x" has the name "Schema gate" of the job that runs the gate: its result would stand for that of the gate.',
  ]);
  expect(messages(gate, other("gate"))).toEqual([
    '3: The job "gate" has the name "gate" of the job that runs the gate: its result would stand for that of the gate.',
  ]);
  expect(messages(withName, other("x"), other("gate"))).toEqual([]);
  // What looks like the gate is no better, as long as the gate is there; moved to another file it is the gate.
  const moved = workflows(withName, ".github/workflows/other.yml");
  expect(messages(withName, ...moved)).toHaveLength(1);
  expect(workflowLoosenings({ base: workflows(withName), head: moved })).toEqual([]);
});

test("workflow: the command of the workflow counts as a check, and an action in its place is looked at", () => {
  const command = gate.replace("check --format github", "github");
  expect(workflowLoosenings({ base: workflows(command), head: [] })).toHaveLength(1);
  const replaced = command.replace("run: npx breakwater github", "uses: ./.github/actions/breakwater");
  expect(workflowLoosenings({ base: workflows(command), head: workflows(replaced) })).toHaveLength(1);
});

const owners = [
  "# Ours.",
  "/proto/ @a/schemas",
  "/buf.yaml @a/schemas",
  "breakwater.yaml @a/schemas",
  "/.github/ @a/ops",
];
const codeOwners = (lines: readonly string[], path = ".github/CODEOWNERS"): CodeOwners =>
  new CodeOwners(new Map([[path, lines.join("\n")]]));
const paths = ["proto/x/v1/x.proto", "proto/x/v1/y.proto"];

for (const [index, pattern] of [
  [1, "/proto/"],
  [2, "/buf.yaml"],
  [3, "breakwater.yaml"],
  [4, "/.github/"],
] as const) {
  test(`CODEOWNERS: the line of ${pattern} is removed, or has no owner any more`, () => {
    const base = codeOwners(owners);
    const without = ownerLoosenings({ base, head: codeOwners(owners.toSpliced(index, 1)), paths });
    expect(without.map(({ message, old }) => [message.split(":")[0], old?.line])).toEqual([
      [`"${pattern}" has no owner any more`, index + 1],
    ]);
    const empty = ownerLoosenings({ base, head: codeOwners([...owners, pattern]), paths });
    expect(empty).toMatchObject([{ old: { line: index + 1 }, new: { line: 6, text: pattern } }]);
    expect(ownerLoosenings({ base: codeOwners(owners.toSpliced(index, 1)), head: base, paths })).toEqual([]);
  });
}

test("CODEOWNERS: somebody else may approve", () => {
  const head = codeOwners(owners.with(1, "/proto/ @a/schemas @a/everybody"));
  expect(ownerLoosenings({ base: codeOwners(owners), head, paths }).map(({ message }) => message)).toEqual([
    '"/proto/" can be approved by @a/everybody now, and not by @a/schemas alone.',
  ]);
});

test("CODEOWNERS: another place or order that comes to the same, and a line about something else, loosen nothing", () => {
  const base = codeOwners([...owners, "/docs/ @a/writers"]);
  const head = codeOwners(["* @a/schemas", "/.github/ @a/ops"], "CODEOWNERS");
  expect(ownerLoosenings({ base, head, paths })).toEqual([]);
});

test("CODEOWNERS: a pattern that is made to be slow is read at once, and hides nobody", () => {
  const slow = `/x/${"*a".repeat(40)}b @somebody`;
  const head = codeOwners(["/x/ @a", slow]);
  const long = `x/${"a".repeat(200)}.proto`;
  const found = ownerLoosenings({ head, base: codeOwners(["/x/ @a"]), paths: [long] });
  expect(found.map(({ message }) => message)).toEqual(['"/x/" can be approved by @somebody now, and not by @a alone.']);
});

test("a workflow that is made to be slow is read like any other", () => {
  const text = gate.replace(run, "npx breakwater ".repeat(70_000));
  expect(workflowLoosenings({ head: workflows(text), base: workflows(gate) }).map(({ message }) => message)).toEqual([
    'The step of job "gate" that runs the gate is gone: it checks no change any more.',
  ]);
});

test("CODEOWNERS: patterns match as GitHub reads them", () => {
  const matches = (pattern: string, path: string): boolean => codeOwners([`${pattern} @a`]).lineFor(path) !== undefined;
  for (const pattern of [
    "*",
    "*.proto",
    "/proto",
    "/proto/",
    "proto/",
    "x/",
    "**/v1/",
    "/proto/**",
    "/proto/**/x.proto",
  ]) {
    expect([pattern, matches(pattern, "proto/x/v1/x.proto")]).toEqual([pattern, true]);
  }
  for (const pattern of ["/x/", "proto/*", "*.protos", "/proto/x.proto", "v1/x/"]) {
    expect([pattern, matches(pattern, "proto/x/v1/x.proto")]).toEqual([pattern, false]);
  }
});

test("a check fails when the change takes the gate or its owners away, and looks at no schema for it", async () => {
  const proto = 'syntax = "proto3";\n\npackage x.v1;\n';
  const files = { ".github/workflows/pr.yml": gate, ".github/CODEOWNERS": "/x/ @a\n", "x/v1/x.proto": proto };
  using repository = temporaryRepository(files);
  repository.write({ ".github/workflows/pr.yml": gate.replace(run, "true"), ".github/CODEOWNERS": "# none\n" });
  const report = await checkJson(repository.path);
  expect(report).toMatchObject({ verdict: "fail", exitCode: 1 });
  expect(report.notes).toContain("scope: 0 of 1 packages, which the change can affect");
  expect(report.findings.map(({ rule, path, line }) => `${rule} ${path}:${line}`)).toEqual([
    "CODEOWNERS_LOOSENED .github/CODEOWNERS:1",
    "WORKFLOW_LOOSENED .github/workflows/pr.yml:7",
  ]);
});

test("with an image there is nothing to compare, and a note says so", async () => {
  using folder = temporaryFolder();
  writeFiles(join(folder.path, "a"), { "x/v1/x.proto": 'syntax = "proto3";\n\npackage x.v1;\n' });
  await runBuf(folder.path, ["build", "a", "-o", "a.binpb"]);
  const report = await checkJson(folder.path, "a", "--against", "a.binpb", "--only", "policy");
  expect(report.notes).toContain("policy: not checked, an image has no policy and no workflow");
});

test("what a sparse checkout leaves out is not taken for removed", async () => {
  const proto = 'syntax = "proto3";\n\npackage x.v1;\n';
  using repository = temporaryRepository({ ".github/workflows/pr.yml": gate, "x/v1/x.proto": proto });
  repository.git("sparse-checkout", "set", "x");
  repository.write({ "x/v1/x.proto": `${proto}// More.\n` });
  const report = await checkJson(repository.path, "--only", "policy");
  expect(report).toMatchObject({ verdict: "pass", findings: [] });
  expect(report.notes).toContain("policy: .github/workflows/pr.yml is not checked, the sparse checkout leaves it out");
});
