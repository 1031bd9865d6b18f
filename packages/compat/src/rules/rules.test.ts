import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compareSchemas } from "../compare.ts";
import { type Policy, defaultPolicy } from "../policy.ts";
import { fixtureNames, readFixture, summarise } from "../testing/read-fixture.ts";
import { rules } from "./index.ts";

const fileOf = (id: string): string => id.toLowerCase().replaceAll("_", "-");

test("every rule is in the list, and has a file and a fixture of its name; nothing is left over", () => {
  const files = readdirSync(fileURLToPath(new URL(".", import.meta.url)))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "index.ts")
    .map((name) => name.slice(0, -3));
  const listed = rules.map(({ id }) => fileOf(id)).toSorted();
  expect(files.toSorted()).toEqual(listed);
  expect(fixtureNames()).toEqual(listed);
});

for (const rule of rules) {
  test(`${rule.id} finds exactly what its fixture has`, () => {
    const { before, after, history, policy, expected } = readFixture(fileOf(rule.id));
    const findings = compareSchemas({ before, after, history, policy, rules: [rule] });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.map(summarise)).toEqual(expected);
    expect(compareSchemas({ before, after: before, history, policy, rules: [rule] })).toEqual([]);
  });
}

test("the policy sets the severity of a rule", () => {
  const { before, after } = readFixture("rpc-deleted");
  const policy = { ...defaultPolicy, severity: { RPC_DELETED: "note" as const } };
  expect(compareSchemas({ before, after, policy }).map(({ rule, severity }) => [rule.id, severity])).toContainEqual([
    "RPC_DELETED",
    "note",
  ]);
});

test("the policy sets the severity of a dimension, and an entry for a rule beats it", () => {
  const { before, after } = readFixture("rpc-deleted");
  const severitiesOf = (policy: Policy): string[] =>
    compareSchemas({ before, after, policy, rules: rules.filter(({ id }) => id === "RPC_DELETED") }).map(
      ({ severity }) => severity,
    );
  const lowered = { ...defaultPolicy, dimensions: { rpc: "warning" as const } };
  expect(new Set(severitiesOf(lowered))).toEqual(new Set(["warning"]));
  expect(new Set(severitiesOf({ ...lowered, severity: { RPC_DELETED: "note" } }))).toEqual(new Set(["note"]));
  const other = { ...defaultPolicy, dimensions: { http: "note" as const } };
  expect(severitiesOf(other)).toEqual(severitiesOf(defaultPolicy));
});

test("a contract about one custom option beats the severity of its dimension", () => {
  const { before, after, policy } = readFixture("custom-option-changed");
  const severitiesOf = (chosen: Policy): string[] =>
    compareSchemas({
      before,
      after,
      policy: chosen,
      rules: rules.filter(({ id }) => id === "CUSTOM_OPTION_CHANGED"),
    }).map(({ severity }) => severity);
  expect(severitiesOf({ ...policy, dimensions: { option: "note" } })).toEqual(severitiesOf(policy));
});
