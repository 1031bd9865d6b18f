import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { checkBoundaries, readModules, unseenModules } from "./check-boundaries.ts";
import { type RuleId, rules } from "./rules.ts";

const fixtures = join(import.meta.dirname, "fixtures");

/** Where the fixture of each rule violates it. The fixture violates no other rule. */
const expected: Record<RuleId | "no-cycles", readonly string[]> = {
  "gen-imports": ["gen/books/src/v1.ts:2"],
  "schema-imports": ["packages/schema/src/index.ts:1"],
  "compat-imports": ["packages/compat/src/index.ts:1"],
  "compat-no-io": ["packages/compat/src/index.ts:2"],
  "gate-imports": ["packages/gate/src/index.ts:1"],
  "gate-process": ["packages/gate/src/index.ts:3", "packages/gate/src/index.ts:1"],
  "service-runtime-imports": ["packages/service-runtime/src/index.ts:1"],
  "testkit-imports": ["packages/testkit/src/index.ts:1"],
  "testkit-in-tests": ["packages/gate/src/index.ts:1"],
  "services-apart": ["services/books/src/main.ts:1"],
  "service-imports": ["services/books/src/main.ts:1"],
  "domain-imports": [
    "services/books/src/domain/shelf.ts:1",
    "services/books/src/domain/shelf.ts:2",
    "services/books/src/domain/shelf.ts:3",
    "services/books/src/domain/shelf.ts:4",
    "services/books/src/domain/shelf.ts:5",
    "services/books/src/domain/shelf.ts:6",
  ],
  "store-imports": ["services/books/src/store/store.ts:1"],
  "rpc-imports": ["services/books/src/rpc/v1.ts:1"],
  "e2e-black-box": ["e2e/journey.ts:1"],
  "package-by-name": ["packages/gate/src/index.ts:1", "scripts/tool.ts:1"],
  "no-deep-import": ["packages/gate/src/index.ts:1"],
  "explicit-surface": ["packages/gate/src/index.ts:2"],
  "no-cycles": ["packages/compat/src/model.ts:2"],
};

for (const [rule, positions] of Object.entries(expected)) {
  test(`${rule} finds what its fixture does`, () => {
    const findings = checkBoundaries(readModules(join(fixtures, rule)));
    expect(findings.map(({ file, line, rule: found }) => `${found} ${file}:${line}`)).toEqual(
      positions.map((position) => `${rule} ${position}`),
    );
  });
}

test("what is allowed is not found", () => {
  const modules = readModules(join(fixtures, "allowed"));
  expect(checkBoundaries(modules)).toEqual([]);
  expect(modules.length).toBeGreaterThan(10);
});

test("each rule has a fixture and each fixture has a rule", () => {
  const ids = [...rules.map(({ id }) => id), "no-cycles", "allowed"];
  expect(readdirSync(fixtures).toSorted()).toEqual(ids.toSorted());
});

test("each rule says why", () => {
  expect(rules.filter(({ reason }) => reason.length < 20)).toEqual([]);
});

test("a finding names what stands there and the whole circle", () => {
  expect(messageOf("services-apart")).toMatch(/^imports @breakwater\/orders-service; services talk over/);
  expect(messageOf("no-cycles")).toContain(
    "packages/compat/src/model.ts → packages/compat/src/rule.ts → packages/compat/src/model.ts",
  );
});

test("a tracked file that was not read is noticed, a fixture aside", () => {
  const modules = readModules(join(fixtures, "no-cycles"));
  const tracked = ["packages/compat/src/model.ts", "packages/hidden.ts", "packages/fixtures/wrong.ts"];
  expect(unseenModules(modules, tracked)).toEqual(["packages/hidden.ts"]);
});

function messageOf(rule: string): string | undefined {
  return checkBoundaries(readModules(join(fixtures, rule)))[0]?.message;
}

test("a file that cannot be parsed is named", () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, "broken.ts"), "export const = 1;\n");
  expect(() => readModules(folder.path)).toThrow(/^broken\.ts cannot be parsed: /);
});
