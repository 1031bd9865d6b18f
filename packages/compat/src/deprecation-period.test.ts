import type { SchemaSet } from "@breakwater/schema";
import { expect, test } from "vitest";
import { compareSchemas } from "./compare.ts";
import type { DeprecationPeriod } from "./deprecation-history.ts";
import { type Policy, defaultPolicy } from "./policy.ts";
import { rules } from "./rules/index.ts";
import { compileSchemas } from "./testing/compile-schemas.ts";

const schemas = (body: string, packageName = "a.v1"): SchemaSet => {
  return compileSchemas({ "a.proto": `syntax = "proto3"; package ${packageName}; ${body}` });
};
const plain = schemas("message M { int32 a = 1; }");
const marked = schemas("message M { int32 a = 1 [deprecated = true]; }");
const gone = schemas("message M {}");
const rule = rules.filter(({ id }) => id === "DELETED_WITHOUT_DEPRECATION");

interface Case {
  readonly period: DeprecationPeriod;
  /** The newest first. */
  readonly releases: readonly (readonly [name: string, day: string, schemas: SchemaSet])[];
  readonly before?: SchemaSet;
  readonly after?: SchemaSet;
  readonly policy?: Policy;
}

/** What the rule says on 2026-06-01. */
function told({ period, releases, before = marked, after = gone, policy = defaultPolicy }: Case): string[] {
  const dated = releases.map(([name, day, set]) => ({ name, day, schemas: set }));
  const deprecation = { period, releases: dated, today: "2026-06-01" };
  const findings = compareSchemas({ before, after, deprecation, policy, rules: rule });
  return findings.map(({ severity, message }) => `${severity}: ${message}`);
}

const days = (count: number): DeprecationPeriod => ({ unit: "days", count });
const inReleases = (count: number): DeprecationPeriod => ({ unit: "releases", count });
const v1 = ["v1.0.0", "2026-01-01", plain] as const;
const v2 = ["v1.1.0", "2026-03-01", marked] as const;
const v3 = ["v1.2.0", "2026-05-01", marked] as const;

const over: readonly (readonly [what: string, of: Case])[] = [
  ["two releases of two", { period: inReleases(2), releases: [v3, v2, v1] }],
  ["one of one", { period: inReleases(1), releases: [v3] }],
  ["the last of the days", { period: days(92), releases: [v3, v2, v1] }],
  ["what no release has and the base has deprecated", { period: days(92), releases: [["v1.2.0", "2026-05-01", gone]] }],
  ["no release at all", { period: days(92), releases: [] }],
];

for (const [what, of] of over) test(`the period is over: ${what}`, () => expect(told(of)).toEqual([]));

const early: readonly (readonly [what: string, of: Case, message: string])[] = [
  [
    "one release of two",
    { period: inReleases(2), releases: [v3, v1] },
    'error: Field "a.v1.M.a" is gone and was deprecated in 1 release, v1.2.0 (2026-05-01); 2 releases are asked for.',
  ],
  [
    "two releases of three",
    { period: inReleases(3), releases: [v3, v2, v1] },
    'error: Field "a.v1.M.a" is gone and was deprecated in 2 releases, since v1.1.0 (2026-03-01); 3 releases are asked for.',
  ],
  [
    "one day is missing",
    { period: days(93), releases: [v3, v2, v1] },
    'error: Field "a.v1.M.a" is gone and was deprecated in v1.1.0 (2026-03-01); 93 days are asked for, until 2026-06-02.',
  ],
  [
    "it was taken back in between",
    { period: days(90), releases: [v3, ["v1.1.1", "2026-04-01", plain], v2] },
    'error: Field "a.v1.M.a" is gone and was deprecated in v1.2.0 (2026-05-01); 90 days are asked for, until 2026-07-30.',
  ],
  [
    "deprecated on the base alone",
    { period: days(1), releases: [v1] },
    'error: Field "a.v1.M.a" is gone and was not deprecated in v1.0.0 (2026-01-01); 1 day is asked for.',
  ],
  [
    "deprecated in releases, and no more on the base",
    { period: days(1), releases: [v3], before: plain },
    'error: Field "a.v1.M.a" is gone and was not deprecated before.',
  ],
  [
    "what no release has is judged as without a period",
    { period: days(1), releases: [["v1.2.0", "2026-05-01", gone]], before: plain },
    'warning: Field "a.v1.M.a" is gone and was not deprecated before.',
  ],
  [
    "another severity in the policy",
    {
      period: days(1),
      releases: [v1],
      policy: { ...defaultPolicy, severity: { DELETED_WITHOUT_DEPRECATION: "note" } },
    },
    'note: Field "a.v1.M.a" is gone and was not deprecated in v1.0.0 (2026-01-01); 1 day is asked for.',
  ],
];

for (const [what, of, message] of early)
  test(`the period is not over: ${what}`, () => expect(told(of)).toEqual([message]));

test("of a deleted file, what was deprecated last decides", () => {
  const two = (first: string, second: string): SchemaSet => {
    return schemas(`message A { ${first} } message B { ${second} } `);
  };
  const mark = "option deprecated = true;";
  const releases = [
    ["v1.2.0", "2026-05-01", two(mark, mark)],
    ["v1.1.0", "2026-03-01", two(mark, "")],
  ] as const;
  const after = schemas("", "other.v1");
  expect(told({ period: days(60), releases, before: two(mark, mark), after })).toEqual([
    'error: Package "a.v1" is gone and was deprecated in v1.2.0 (2026-05-01); 60 days are asked for, until 2026-06-30.',
  ]);
});

test("what is unstable may go at any time", () => {
  const unstable = schemas("message M { int32 a = 1; }", "a.v1alpha1");
  const releases = [["v1.0.0", "2026-05-31", unstable]] as const;
  const after = schemas("message M {}", "a.v1alpha1");
  expect(told({ period: days(90), releases, before: unstable, after })).toEqual([
    'note: Field "a.v1alpha1.M.a" is gone and was not deprecated in v1.0.0 (2026-05-31); 90 days are asked for.',
  ]);
});
