import { type Files, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { type JsonReport, checkJson } from "./testing/run-gate.ts";

/** Every way to switch a gate off in the change that it should stop, with what is found instead. */

const proto = (name: string, ...fields: string[]): string =>
  [
    'syntax = "proto3";',
    "",
    `package ${name}.v1;`,
    "",
    "message M {",
    ...fields.map((field) => `  ${field}`),
    "}",
    "",
  ].join("\n");
const [a, b] = ["a/a/v1/a.proto", "b/b/v1/b.proto"];
const before = (name: string): string => proto(name, "int32 x = 1;", "int32 y = 2;");
const broken = (name: string): string => proto(name, "int64 x = 1;");
const buf = (...lines: string[]): string => ["version: v2", "modules: [{path: a}, {path: b}]", ...lines, ""].join("\n");
const workflow = [
  "on: [pull_request_target, merge_group]",
  "jobs:",
  "  gate:",
  "    name: Schema gate",
  "    steps:",
  "      - uses: ./.github/actions/breakwater",
  "",
].join("\n");
const gate = ".github/workflows/gate.yml";
const base: Files = {
  "buf.yaml": buf("breaking: {use: [FILE]}"),
  "breakwater.yaml": "version: 1\n",
  [gate]: workflow,
  ".github/CODEOWNERS": "* @acme/schemas\n",
  [a]: before("a"),
  [b]: before("b"),
};

async function check(head: Files, from: Files = base): Promise<JsonReport> {
  using repository = temporaryRepository(from);
  repository.commit(head);
  const sides = [".git#ref=HEAD", "--against", ".git#ref=HEAD~1"];
  return await checkJson(repository.path, ...sides, "--untrusted", "--only", "breaking,policy");
}

/** Rules whose findings fail a change that breaks `b`. */
async function failing(head: Files, from?: Files): Promise<string[]> {
  const { verdict, findings } = await check({ [b]: broken("b"), ...head }, from);
  expect(verdict).toBe("fail");
  return [...new Set(findings.filter(({ severity }) => severity === "error").map(({ rule }) => rule))];
}

const ways: readonly (readonly [what: string, head: Files, found: string])[] = [
  [
    "ignores the folder in buf.yaml",
    { "buf.yaml": buf("breaking: {use: [FILE], ignore: [b]}") },
    "BUF_CONFIG_LOOSENED",
  ],
  [
    "ignores the rules there for the folder",
    { "buf.yaml": buf("breaking: {use: [FILE], ignore_only: {FIELD_SAME_TYPE: [b], FIELD_NO_DELETE: [b]}}") },
    "BUF_CONFIG_LOOSENED",
  ],
  ["asks for less with another category", { "buf.yaml": buf("breaking: {use: [WIRE]}") }, "BUF_CONFIG_LOOSENED"],
  ["takes rules out", { "buf.yaml": buf("breaking: {use: [FILE], except: [FIELD_SAME_TYPE]}") }, "BUF_CONFIG_LOOSENED"],
  [
    "gives the module rules of its own",
    { "buf.yaml": "version: v2\nmodules: [{path: a}, {path: b, breaking: {use: [WIRE]}}]\n" },
    "BUF_CONFIG_LOOSENED",
  ],
  ["weighs what breaks less", { "breakwater.yaml": "version: 1\ndimensions: {binary: note}\n" }, "POLICY_LOOSENED"],
  ["calls the package unstable", { "breakwater.yaml": "version: 1\nstability: {b.v1: unstable}\n" }, "POLICY_LOOSENED"],
  ["removes the workflow", { [gate]: undefined }, "WORKFLOW_LOOSENED"],
  [
    "removes its step",
    { [gate]: workflow.replace("uses: ./.github/actions/breakwater", "run: true") },
    "WORKFLOW_LOOSENED",
  ],
  ["comments its step out", { [gate]: workflow.replace("- uses", "- run: true # uses") }, "WORKFLOW_LOOSENED"],
  [
    "lets its step only say so",
    { [gate]: workflow.replace("uses: ./.github/actions/breakwater", "run: echo breakwater check") },
    "WORKFLOW_LOOSENED",
  ],
  ["lets its step fail", { [gate]: `${workflow}        continue-on-error: true\n` }, "WORKFLOW_LOOSENED"],
  ["skips its step", { [gate]: `${workflow}        if: false\n` }, "WORKFLOW_LOOSENED"],
  [
    "skips its step when there is a label",
    { [gate]: `${workflow}        if: \${{ !contains(github.event.pull_request.labels.*.name, 'skip') }}\n` },
    "WORKFLOW_LOOSENED",
  ],
  ["lets it check little", { [gate]: `${workflow}        with: {only: format}\n` }, "WORKFLOW_LOOSENED"],
  [
    "lets it run where it can be edited",
    { [gate]: workflow.replace("pull_request_target", "pull_request") },
    "WORKFLOW_LOOSENED",
  ],
  [
    "lets it run on a few files",
    {
      [gate]: workflow.replace(
        "[pull_request_target, merge_group]",
        "{pull_request_target: {paths: [docs/**]}, merge_group: }",
      ),
    },
    "WORKFLOW_LOOSENED",
  ],
  [
    "puts a job with the same name beside it",
    {
      ".github/workflows/x.yml": 'on: [pull_request]\njobs:\n  x:\n    name: Schema gate\n    steps: [{run: "true"}]\n',
    },
    "WORKFLOW_LOOSENED",
  ],
  ["lets everybody approve", { ".github/CODEOWNERS": "/docs/ @acme/schemas\n" }, "CODEOWNERS_LOOSENED"],
];

for (const [what, head, found] of ways) {
  test(`a change that breaks and ${what} fails for both`, async () => {
    expect(await failing(head)).toEqual(expect.arrayContaining(["FIELD_SAME_TYPE", "FIELD_NO_DELETE", found]));
  });
}

test("the same change fails without any of it", async () => {
  expect(await failing({})).toEqual(["FIELD_NO_DELETE", "FIELD_SAME_TYPE"]);
});

test("a module that is taken out is deleted, and no longer checked", async () => {
  const rules = await failing({ "buf.yaml": "version: v2\nmodules: [{path: a}]\n" });
  expect(rules).toEqual(["FILE_NO_DELETE", "PACKAGE_DELETED", "BUF_CONFIG_LOOSENED"]);
});

test("removing buf.yaml leaves the rules of the base", async () => {
  const { rules, verdict } = await check({ "buf.yaml": undefined, [a]: undefined, [b]: broken("b") });
  expect([rules, verdict]).toEqual(["base", "fail"]);
});

test("a module that is renamed, deleted or made in the change is compared by the names in it", async () => {
  const rename = { [a]: undefined, "c/a/v1/a.proto": broken("a"), "buf.yaml": buf().replace("path: a", "path: c") };
  expect(await failing({ ...rename, [b]: before("b") })).toEqual(
    expect.arrayContaining(["FIELD_SAME_TYPE", "FIELD_NO_DELETE"]),
  );
  const wire = { ...base, "buf.yaml": buf("breaking: {use: [WIRE]}") };
  expect(await failing({ ...rename, [b]: before("b") }, wire)).toContain("FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED");
  const one = { [a]: undefined, "buf.yaml": "version: v2\nmodules: [{path: b}]\n" };
  expect(await failing(one)).toEqual(expect.arrayContaining(["FIELD_SAME_TYPE"]));
  const more = {
    "c/c/v1/c.proto": proto("c"),
    "buf.yaml": buf("breaking: {use: [FILE]}").replace("{path: a}", "{path: a}, {path: c, breaking: {use: [WIRE]}}"),
  };
  expect(await failing(more)).toEqual(["FIELD_NO_DELETE", "FIELD_SAME_TYPE"]);
});

test("what is deleted as a whole has a place, where it was", async () => {
  const { findings } = await check({ [b]: undefined, "b/b/v1/other.proto": proto("b").replace("M", "N") });
  const gone = findings.filter(({ severity, path }) => severity === "error" && path === b);
  expect(gone.length).toBeGreaterThan(0);
});

test("what breaks nobody passes: an import that is dropped, a file in another module", async () => {
  const timestamp = 'import "google/protobuf/timestamp.proto";\n\n';
  const importing = before("b").replace("message", `${timestamp}message`);
  const harmless: readonly (readonly [from: Files, head: Files])[] = [
    [{ ...base, [b]: importing }, { [b]: before("b") }],
    [base, { [a]: undefined, "b/a/v1/a.proto": before("a"), "a/x/v1/x.proto": proto("x") }],
  ];
  for (const [from, head] of harmless) {
    const { findings } = await check(head, from);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  }
});
