import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { SchemaSet } from "@breakwater/schema";
import type { CompatFinding } from "../compare.ts";
import { type Policy, defaultPolicy } from "../policy.ts";
import type { Release } from "../release.ts";
import { compileSchemas } from "./compile-schemas.ts";

const fixturesFolder = fileURLToPath(new URL("../../fixtures", import.meta.url));

/** A change of schemas with the findings of one rule. */
export interface Fixture {
  readonly before: SchemaSet;
  readonly after: SchemaSet;
  /** Earlier releases: the folders `history-1`, `history-2`, … */
  readonly history: readonly Release[];
  /** `policy.json`, or the default policy. */
  readonly policy: Policy;
  /** What {@link summarise} gives of the findings. */
  readonly expected: unknown;
}

/** Names of all fixtures; each is that of a rule in kebab-case. */
export function fixtureNames(): string[] {
  return readdirSync(fixturesFolder).toSorted();
}

/** Reads a fixture: `before/`, `after/` and, for rules that look back or ask the policy, `history-N/` and `policy.json`. */
export function readFixture(name: string): Fixture {
  const folder = join(fixturesFolder, name);
  const releases = readdirSync(folder).filter((entry) => entry.startsWith("history-"));
  return {
    before: compile(join(folder, "before")),
    after: compile(join(folder, "after")),
    history: releases.map((entry) => ({ name: entry, schemas: compile(join(folder, entry)) })),
    policy: readPolicy(join(folder, "policy.json")),
    expected: JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")),
  };
}

function readPolicy(path: string): Policy {
  return existsSync(path) ? { ...defaultPolicy, ...JSON.parse(readFileSync(path, "utf8")) } : defaultPolicy;
}

function compile(folder: string): SchemaSet {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const files: Record<string, string> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = readFileSync(path, "utf8");
  }
  return compileSchemas(files);
}

/** What a fixture expects of a finding, as JSON: the rule is the fixture's own, what is undefined is left out. */
export function summarise({ severity, before, after, message, breaks, witness }: CompatFinding): unknown {
  return JSON.parse(JSON.stringify({ severity, before, after, message, breaks, witness }));
}
