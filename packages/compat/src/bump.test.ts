import { expect, test } from "vitest";
import { type Bump, bumpOf, neededVersion } from "./bump.ts";
import { changelogOf } from "./changelog/changelog.ts";
import { compareSchemas } from "./compare.ts";
import { compareVersions, parseVersion, versionText } from "./semantic-version.ts";
import { comparisonOf } from "./testing/comparison-of.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

const file = (body: string, name = "a.v1"): string => `syntax = "proto3";\npackage ${name};\n${body}\n`;

const cases: readonly (readonly [what: string, before: string, after: string, bump: Bump])[] = [
  ["nothing", file("message M {}"), file("message M {}"), "none"],
  ["another order", file("message M {} message N {}"), file("message N {} message M {}"), "none"],
  ["a comment", file("message M {}"), file("// A thing.\nmessage M {}"), "patch"],
  [
    "an option that no program notices",
    file('option objc_class_prefix = "A"; message M {}'),
    file('option objc_class_prefix = "B"; message M {}'),
    "patch",
  ],
  ["a field", file("message M {}"), file("message M { int32 a = 1; }"), "minor"],
  [
    "a deprecation",
    file("message M { int32 a = 1; }"),
    file("message M { int32 a = 1 [deprecated = true]; }"),
    "minor",
  ],
  ["another type", file("message M { int32 a = 1; }"), file("message M { string a = 1; }"), "major"],
  [
    "another type in an unstable package",
    file("message M { int32 a = 1; }", "a.v1beta1"),
    file("message M { string a = 1; }", "a.v1beta1"),
    "minor",
  ],
  ["a message that is gone", file("message M {} message N {}"), file("message M {}"), "major"],
];

for (const [what, before, after, bump] of cases) {
  test(`${bump}: ${what}`, () => {
    const [old, now] = [compileSchemas({ "a.proto": before }), compileSchemas({ "a.proto": after })];
    const found = compareSchemas({ before: old, after: now });
    const findings = found.map(({ rule, ...rest }) => ({ ...rest, rule: rule.id }));
    expect(bumpOf(changelogOf(comparisonOf(old, now), findings))).toBe(bump);
  });
}

test("a new version of a package is minor", () => {
  const old = compileSchemas({ "v1.proto": file("message M {}") });
  const now = compileSchemas({ "v1.proto": file("message M {}"), "v2.proto": file("message M {}", "a.v2") });
  expect(bumpOf(changelogOf(comparisonOf(old, now), []))).toBe("minor");
});

const needed: readonly (readonly [released: string, bump: Bump, needed: string])[] = [
  ["1.2.3", "none", "1.2.3"],
  ["1.2.3", "patch", "1.2.4"],
  ["1.2.3", "minor", "1.3.0"],
  ["1.2.3", "major", "2.0.0"],
  ["0.2.3", "patch", "0.2.4"],
  ["0.2.3", "minor", "0.2.4"],
  ["0.2.3", "major", "0.3.0"],
  ["0.0.3", "major", "0.1.0"],
  ["2.0.0-rc.1", "major", "2.0.0"],
  ["2.0.0-rc.1", "none", "2.0.0-rc.1"],
];

for (const [released, bump, expected] of needed) {
  test(`${bump} after ${released} is ${expected}`, () => {
    const version = parseVersion(released) ?? { major: 9, minor: 9, patch: 9, prerelease: "" };
    expect(versionText(neededVersion(version, bump))).toBe(expected);
  });
}

test("versions are ordered as semver.org §11 orders them", () => {
  const ordered = [
    "0.9.0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.9",
    "1.0.10",
    "1.9.0",
    "1.10.0",
    "2.0.0",
  ];
  const versions = ordered.map(parseVersion).filter((version) => version !== undefined);
  expect(versions.toReversed().toSorted(compareVersions).map(versionText)).toEqual(ordered);
  expect(versions.map((version) => compareVersions(version, version))).toEqual(ordered.map(() => 0));
});

test("what is no semantic version is not read as one", () => {
  for (const text of ["1.2", "01.2.3", "1.2.3.4", "v1.2.3", "1.2.x", ""]) expect(parseVersion(text)).toBeUndefined();
  expect(versionText(parseVersion("1.2.3+build.5") ?? { major: 0, minor: 0, patch: 0, prerelease: "" })).toBe("1.2.3");
});
