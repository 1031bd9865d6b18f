import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { contextIn } from "../testing/run-buf.ts";
import { checkJson } from "../testing/run-gate.ts";
import { bufLoosenings } from "./buf-loosenings.ts";
import { BufSections } from "./buf-sections.ts";
import { listBufRules } from "./list-buf-rules.ts";

type Files = Readonly<Record<string, string>>;

const paths = ["a/x/v1/x.proto", "b/y/v1/y.proto"];

/** What is found between two configurations: the line on the head, or "-N" for a line of the base, and the message. */
async function loosened(before: Files | string, after: Files | string): Promise<string[]> {
  using folder = temporaryFolder();
  const context = contextIn(folder.path);
  const sections = (files: Files | string): BufSections => {
    const texts = typeof files === "string" ? { "buf.yaml": `version: v2\n${files}` } : files;
    return new BufSections(new Map(Object.entries(texts)));
  };
  const found = await bufLoosenings({
    head: sections(after),
    base: sections(before),
    paths,
    listRules: async (kind, section) => await listBufRules(context, kind, section),
  });
  return found.map(({ message, old, new: now }) => `${now?.line ?? `-${old?.line}`}: ${message}`);
}

type Case = readonly [what: string, before: Files | string, after: Files | string, findings: readonly string[]];

const cases: readonly Case[] = [
  [
    "a folder is ignored",
    "breaking: {use: [FILE]}\n",
    "breaking:\n  use: [FILE]\n  ignore:\n    - a/x\n",
    ['5: "a/x" is ignored: no rule of "breaking" is checked there any more.'],
  ],
  [
    "a rule is excepted",
    "lint: {use: [STANDARD]}\n",
    "lint:\n  use: [STANDARD]\n  except: [ENUM_VALUE_PREFIX]\n",
    ['4: The section "lint" checks 1 rule less: ENUM_VALUE_PREFIX.'],
  ],
  [
    "a rule is ignored in a folder",
    "breaking: {use: [FILE]}\n",
    "breaking:\n  use: [FILE]\n  ignore_only:\n    FIELD_SAME_TYPE:\n      - b\n",
    ['6: "b" is ignored by FIELD_SAME_TYPE: it is not checked there any more.'],
  ],
  [
    "a category is lowered",
    "breaking: {use: [WIRE_JSON]}\n",
    "breaking: {use: [WIRE]}\n",
    [
      expect.stringMatching(
        /^2: The section "breaking" checks \d+ rules less: [A-Z_]+, [A-Z_]+, [A-Z_]+ and \d+ more\.$/,
      ),
    ],
  ],
  [
    "a section with more than the default is removed",
    "lint: {use: [STANDARD, UNARY_RPC]}\n",
    "breaking: {use: [FILE]}\n",
    ['-2: The section "lint" checks 2 rules less: RPC_NO_CLIENT_STREAMING, RPC_NO_SERVER_STREAMING.'],
  ],
  [
    "the whole file is removed",
    "lint: {use: [STANDARD, UNARY_RPC], disallow_comment_ignores: true}\n",
    {},
    [
      '-2: The section "lint" checks 2 rules less: RPC_NO_CLIENT_STREAMING, RPC_NO_SERVER_STREAMING.',
      "-2: Comments in a schema may turn lint rules off: a change can exempt itself.",
    ],
  ],
  [
    "a module gets rules of its own",
    "modules:\n  - path: a\n  - path: b\nbreaking: {use: [WIRE]}\n",
    "modules:\n  - path: a\n  - path: b\n    breaking: {use: [WIRE], except: [FIELD_SAME_ONEOF]}\nbreaking: {use: [WIRE]}\n",
    ['5: The section "breaking" checks 1 rule less: FIELD_SAME_ONEOF.'],
  ],
  [
    "a module is removed",
    "modules: [{path: a}, {path: b}]\n",
    "modules: [{path: a}]\n",
    ['2: "b/y/v1/y.proto" is in no module any more, so that nothing of buf checks it.'],
  ],
  [
    "comments may turn lint rules off",
    "lint: {disallow_comment_ignores: true}\n",
    "lint:\n  disallow_comment_ignores: false\n",
    ["3: Comments in a schema may turn lint rules off: a change can exempt itself."],
  ],
  [
    "unstable packages may break",
    "breaking: {use: [FILE]}\n",
    "breaking: {use: [FILE], ignore_unstable_packages: true}\n",
    ['2: "ignore_unstable_packages" is on: breaks of unstable packages are not checked any more.'],
  ],
  [
    "a plugin no longer runs",
    "lint: {use: [STANDARD, ACME_NAMES]}\nplugins: [{plugin: buf-acme}]\n",
    "lint: {use: [STANDARD]}\n",
    [
      '-3: The check plugin "buf-acme" no longer runs, or runs otherwise.',
      '2: The section "lint" checks 1 rule less: ACME_NAMES.',
    ],
  ],
  [
    "a module of version 1 ignores a folder",
    { "buf.work.yaml": "version: v1\ndirectories: [a, b]\n", "a/buf.yaml": "version: v1\n" },
    { "buf.work.yaml": "version: v1\ndirectories: [a, b]\n", "a/buf.yaml": "version: v1\nbreaking: {ignore: [x]}\n" },
    ['2: "a/x" is ignored: no rule of "breaking" is checked there any more.'],
  ],
];

for (const [what, before, after, findings] of cases) {
  test(`${what}: found, and no finding the other way round`, async () => {
    expect(await loosened(before, after)).toEqual(findings);
    expect(await loosened(after, before)).toEqual([]);
  });
}

for (const [before, after] of [
  ["WIRE", "FILE"],
  ["WIRE_JSON", "PACKAGE"],
  ["PACKAGE", "FILE"],
]) {
  test(`from ${before} to ${after}, nothing is checked less; the other way round it is`, async () => {
    const use = (category: string | undefined): string => `breaking: {use: [${category}]}\n`;
    expect(await loosened(use(before), use(after))).toEqual([]);
    expect(await loosened(use(after), use(before))).toHaveLength(1);
  });
}

test("what comes to the same loosens nothing", async () => {
  const before = "breaking:\n  use: [FILE]\n  ignore: [a]\n";
  expect(await loosened(before, "breaking: {use: [WIRE, FILE], ignore: [a/x]}\n")).toEqual([]);
  expect(await loosened(before, "modules: [{path: a}, {path: b}]\nbreaking: {ignore: [./a/]}\n")).toEqual([]);
});

test("a check fails on a buf.yaml that is loosened or gone", async () => {
  using folder = temporaryFolder();
  const side = (name: string, rules: Files): void => {
    const proto = 'syntax = "proto3";\n\npackage x.v1;\n';
    writeFiles(join(folder.path, name), { ...rules, "x/v1/x.proto": proto });
  };
  side("strict", { "buf.yaml": "version: v2\nlint:\n  use: [STANDARD, UNARY_RPC]\n" });
  side("loose", { "buf.yaml": "version: v2\nlint:\n  use: [STANDARD]\n" });
  side("none", {});
  const check = async (head: string) => await checkJson(folder.path, head, "--against", "strict", "--only", "policy");
  const lowered = await check("loose");
  expect(lowered).toMatchObject({ verdict: "fail", exitCode: 1, checks: ["policy"] });
  const found = { check: "policy", rule: "BUF_CONFIG_LOOSENED", severity: "error", path: "buf.yaml", line: 3 };
  expect(lowered.findings).toMatchObject([{ ...found, old: "use: [STANDARD, UNARY_RPC]", new: "use: [STANDARD]" }]);
  expect((await check("none")).findings).toMatchObject([{ ...found, old: "use: [STANDARD, UNARY_RPC]", new: null }]);
});
