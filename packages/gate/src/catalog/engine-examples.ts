import { readFileSync } from "node:fs";
import type { RuleExample } from "./known-rule.ts";

/** The example of a rule of the engine; undefined when there is no such rule. */
export function engineExample(id: string): RuleExample | undefined {
  return read().get(id);
}

/** `pnpm generate` makes the file of the fixtures that test the rules, so that each example is one that is true. */
function read(): ReadonlyMap<string, RuleExample> {
  const examples: unknown = JSON.parse(readFileSync(new URL("../../examples.json", import.meta.url), "utf8"));
  if (typeof examples !== "object" || examples === null) throw new Error("examples.json of the gate is no object");
  return new Map(Object.entries(examples).map(([id, example]) => [id, toExample(example)]));
}

function toExample(value: unknown): RuleExample {
  const isExample = typeof value === "object" && value !== null && "diff" in value && "outcome" in value;
  if (!isExample) throw new Error(`examples.json of the gate has no diff and outcome in ${JSON.stringify(value)}`);
  return { diff: String(value.diff), outcome: String(value.outcome) };
}
