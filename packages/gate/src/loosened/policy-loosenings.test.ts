import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { noPolicyText, parsePolicy } from "../policy-file.ts";
import { checkJson } from "../testing/run-gate.ts";
import { policyLoosenings } from "./policy-loosenings.ts";

const textOf = (text: string | undefined) => {
  return text === undefined ? noPolicyText : parsePolicy(`version: 1\n${text}`, "x");
};

type Case = readonly [what: string, before: string | undefined, after: string | undefined, findings: readonly string[]];

const loosened: readonly Case[] = [
  [
    "a severity lowered",
    "severity: { RPC_DELETED: error }",
    "severity:\n  RPC_DELETED: note",
    ["Findings of RPC_DELETED weigh less: an error before, a note now. They no longer fail the check."],
  ],
  [
    "a severity that was raised and is no more",
    "severity: { PACKED_CHANGED: error }",
    "",
    ["Findings of PACKED_CHANGED weigh less: an error before, at most a note now. They no longer fail the check."],
  ],
  [
    "a severity lowered by a first policy",
    undefined,
    "severity: { RPC_DELETED: warning }",
    ["Findings of RPC_DELETED weigh less: at most an error before, a warning now. They no longer fail the check."],
  ],
  [
    "a policy that is gone",
    "dimensions: { typescript: error }\ncustomOptions: { acme.auth.scope: error }",
    undefined,
    [
      'Findings about the dimension "typescript" weigh less: an error before, at most a note now. They no longer fail the check.',
      'The custom option "acme.auth.scope" is no contract any more: changes of its values are no longer found.',
    ],
  ],
  [
    "a dimension lowered",
    "",
    "dimensions: { json: warning }",
    [
      'Findings about the dimension "json" weigh less: at most an error before, a warning now. They no longer fail the check.',
    ],
  ],
  [
    "a stable package declared unstable",
    "",
    "stability: { acme.v1: unstable }",
    ['"acme.v1" was stable and is unstable now. What breaks in it no longer fails the check.'],
  ],
  [
    "an element of a stable package declared unstable",
    "stability: { acme: stable }",
    "stability: { acme: stable, acme.v1beta1.M: unstable }",
    ['"acme.v1beta1.M" was stable and is unstable now. What breaks in it no longer fails the check.'],
  ],
  [
    "a stable entry that is gone",
    "stability: { acme.v1beta1: stable, acme.plain: stable }",
    "",
    [
      '"acme.v1beta1" was stable and is unstable now. What breaks in it no longer fails the check.',
      '"acme.plain" was stable and is unversioned now. That it comes to use something unstable is no longer found.',
    ],
  ],
  [
    "a contract that weighs less",
    "customOptions: { acme.a: error }",
    "customOptions: { acme.a: note }",
    ['Changes of the custom option "acme.a" weigh less: an error before, a note now.'],
  ],
];

for (const [what, before, after, findings] of loosened) {
  test(`${what} is found`, () => {
    const found = policyLoosenings({ base: textOf(before), head: textOf(after) });
    expect(found.map(({ message }) => message)).toEqual(findings);
  });
  test(`${what}, the other way round, is no finding`, () => {
    expect(policyLoosenings({ base: textOf(after), head: textOf(before) })).toEqual([]);
  });
}

const free: readonly (readonly [what: string, before: string, after: string])[] = [
  [
    "another order",
    "severity: { RPC_DELETED: note, ENUM_CLOSED: note }",
    "severity: { ENUM_CLOSED: note, RPC_DELETED: note }",
  ],
  [
    "an entry that says what its dimension says",
    "dimensions: { rpc: note }",
    "dimensions: { rpc: note }\nseverity: { RPC_DELETED: note }",
  ],
  ["an unstable entry for what is unstable", "", "stability: { acme.v1beta1.M: unstable }"],
  ["a new contract", "", "customOptions: { acme.a: note }"],
];

for (const [what, before, after] of free) {
  test(`${what} loosens nothing`, () => {
    expect(policyLoosenings({ base: textOf(before), head: textOf(after) })).toEqual([]);
  });
}

test("a check fails on a loosened policy, with both lines, at the place on the head or where it was", async () => {
  using folder = temporaryFolder();
  const proto = 'syntax = "proto3";\n\npackage x.v1;\n';
  const file = (...lines: string[]) => ({
    "breakwater.yaml": ["version: 1", ...lines, ""].join("\n"),
    "x/v1/x.proto": proto,
  });
  writeFiles(join(folder.path, "strict"), file("customOptions:", "  acme.a: error"));
  writeFiles(join(folder.path, "loose"), file("# Ours.", "customOptions:", "  acme.a: note # quiet"));
  writeFiles(join(folder.path, "none"), { "x/v1/x.proto": proto });
  const check = async (head: string, base: string) => await checkJson(folder.path, head, "--against", base);
  const lowered = await check("loose", "strict");
  expect(lowered).toMatchObject({ verdict: "fail", exitCode: 1 });
  expect(lowered.findings).toMatchObject([
    {
      check: "policy",
      rule: "POLICY_LOOSENED",
      severity: "error",
      path: "breakwater.yaml",
      line: 4,
      old: "acme.a: error",
      new: "acme.a: note # quiet",
    },
  ]);
  const gone = await check("none", "strict");
  expect(gone.findings).toMatchObject([{ path: "breakwater.yaml", line: 3, old: "acme.a: error", new: null }]);
  expect(await check("strict", "loose")).toMatchObject({ verdict: "pass", findings: [] });
});
