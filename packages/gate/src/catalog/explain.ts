import type { Explanation } from "../render/explanation.ts";
import type { RunContext } from "../run-context.ts";
import { allRules } from "./all-rules.ts";
import { exampleOf } from "./example-of.ts";
import { findRule } from "./find-rule.ts";
import type { KnownRule } from "./known-rule.ts";
import { waysOut } from "./ways-out.ts";
import { whyOf } from "./why.ts";

/**
 * All that there is to say of the rule that a person names.
 * @throws {GateError} with the nearest name when there is no such rule
 */
export async function explain(context: RunContext, name: string): Promise<Explanation> {
  return explanationOf(findRule(await allRules(context), name));
}

/** All that there is to say of a rule. */
export function explanationOf(rule: KnownRule): Explanation {
  return { rule, why: whyOf(rule), example: exampleOf(rule), waysOut: waysOut(rule) };
}
