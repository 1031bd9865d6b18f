import { expect, test } from "vitest";
import { compareSchemas } from "./compare.ts";
import { type Policy, defaultPolicy } from "./policy.ts";
import { nearestEntry, stabilityOf } from "./stability.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

const cases = {
  stable: ["a.v1", "acme.shop.v12", "v1"],
  unstable: ["a.v1alpha", "a.v1alpha1", "a.v2beta3", "a.v1p1beta1", "a.v1test", "a.v1testing"],
  unversioned: ["a", "", "a.v1.types", "a.v0", "a.version1", "a.v1rc1"],
};

for (const [stability, names] of Object.entries(cases)) {
  for (const name of names) {
    test(`package "${name}" is ${stability}`, () => {
      expect(stabilityOf(name)).toBe(stability);
    });
  }
}

test("the entry nearest around a name counts, by whole parts", () => {
  const entries = { "acme.v1": "stable", "acme.v1.Draft": "unstable" } as const;
  expect(nearestEntry("acme.v1.Draft.Part.id", entries)).toBe("acme.v1.Draft");
  expect(nearestEntry("acme.v1.Drafts", entries)).toBe("acme.v1");
  expect(nearestEntry("acme.v10.Draft", entries)).toBeUndefined();
  expect(nearestEntry("toString", entries)).toBeUndefined();
});

const schema = (packageName: string, type: string) =>
  compileSchemas({ "x.proto": `syntax = "proto3"; package ${packageName}; message M { ${type} a = 1; } message N {}` });

const breaks: readonly (readonly [
  what: string,
  packageName: string,
  stability: Policy["stability"],
  severity: string,
])[] = [
  ["of a stable package is an error", "a.v1", {}, "error"],
  ["of a package without a version is an error", "a", {}, "error"],
  ["of an unstable package is a note", "a.v1beta1", {}, "note"],
  ["of an unstable package with a stable entry is an error", "a.v1beta1", { "a.v1beta1": "stable" }, "error"],
  ["of a stable package with an unstable entry is a note", "a.v1", { "a.v1": "unstable" }, "note"],
  ["of an unstable message is a note", "a.v1", { "a.v1.M": "unstable" }, "note"],
  ["of an unstable field is a note", "a.v1", { "a.v1.M": "stable", "a.v1.M.a": "unstable" }, "note"],
  ["beside an unstable message is an error", "a.v1", { "a.v1.N": "unstable" }, "error"],
];

for (const [what, packageName, stability, severity] of breaks) {
  test(`a break ${what}`, () => {
    const [before, after] = [schema(packageName, "int32"), schema(packageName, "string")];
    const policy = { ...defaultPolicy, stability, severity: { FIELD_TYPE_CHANGED: "error" as const } };
    const findings = compareSchemas({ before, after, policy }).filter(({ rule }) => rule.id === "FIELD_TYPE_CHANGED");
    expect(findings.map((finding) => finding.severity)).toEqual([severity]);
  });
}

test("something stable that reaches an unstable entry is told so", () => {
  const compile = (body: string) => compileSchemas({ "x.proto": `syntax = "proto3"; package a.v1; ${body}` });
  const before = compile("message M {} message Draft {}");
  const after = compile("message M { Draft draft = 1; } message Draft {}");
  const rulesFor = (stability: Policy["stability"]): string[] =>
    compareSchemas({ before, after, policy: { ...defaultPolicy, stability } }).map(({ rule }) => rule.id);
  expect(rulesFor({ "a.v1.Draft": "unstable" })).toContain("STABLE_REACHES_UNSTABLE");
  expect(rulesFor({})).not.toContain("STABLE_REACHES_UNSTABLE");
});
