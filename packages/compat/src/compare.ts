import type { ModelKey, SchemaSet } from "@breakwater/schema";
import { Comparison } from "./comparison.ts";
import type { DeprecationHistory } from "./deprecation-history.ts";
import { type Breaks, whoBreaks } from "./reach.ts";
import { type Policy, defaultPolicy } from "./policy.ts";
import type { Release } from "./release.ts";
import type { Rule, Violation } from "./rule.ts";
import type { Severity } from "./severity.ts";
import { rules as allRules } from "./rules/index.ts";
import type { Witness } from "./witness.ts";

/** A broken rule at one place, with all that is known of it. */
export interface CompatFinding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly before: ModelKey | undefined;
  readonly after: ModelKey | undefined;
  readonly message: string;
  /** Who is wrong after the change; empty when no data shows it. */
  readonly breaks: readonly Breaks[];
  readonly witness: Witness | undefined;
}

/** What to compare, and by which rules. */
export interface CompareRequest {
  readonly before: SchemaSet;
  readonly after: SchemaSet;
  /** Earlier releases; a number or name of one of them is never free again. */
  readonly history?: readonly Release[];
  readonly policy?: Policy;
  /** How long what is deleted must have been deprecated, if the policy says that. */
  readonly deprecation?: DeprecationHistory;
  /** Rules to run, all by default. */
  readonly rules?: readonly Rule[];
}

/**
 * Judges a change of schemas by the rules of this package. Pure: the same request gives the same findings, in the order
 * of the rules and then of the elements.
 */
export function compareSchemas(request: CompareRequest): CompatFinding[] {
  const { before, after, history = [], policy = defaultPolicy, deprecation, rules } = request;
  const comparison = new Comparison({ before, after, history, policy, deprecation });
  return conclude(
    (rules ?? allRules).flatMap((rule) => broken(rule, comparison)),
    comparison,
  );
}

/** How to judge a comparison that is at hand. */
export interface JudgeOptions {
  readonly rules?: readonly Rule[] | undefined;
  /** Awaited after each rule, so that whoever else has work gets to it: large sets of schemas take seconds. */
  readonly pause: () => Promise<unknown>;
}

/** The same for a comparison that is at hand. */
export async function judge(comparison: Comparison, { rules, pause }: JudgeOptions): Promise<CompatFinding[]> {
  const all: Broken[] = [];
  for (const rule of rules ?? allRules) {
    all.push(...broken(rule, comparison));
    await pause();
  }
  return conclude(all, comparison);
}

interface Broken {
  readonly rule: Rule;
  readonly violation: Violation;
}

function broken(rule: Rule, comparison: Comparison): Broken[] {
  return [...rule.check(comparison)].map((violation) => ({ rule, violation }));
}

/** A rule is silent where another one that it names has spoken. */
function conclude(all: readonly Broken[], comparison: Comparison): CompatFinding[] {
  const said = new Set(all.flatMap(({ rule, violation }) => keysOf(violation).map((key) => `${rule.id} ${key}`)));
  return all
    .filter(({ rule, violation }) => {
      return !keysOf(violation).some((key) => rule.covers.some((id) => said.has(`${id} ${key}`)));
    })
    .map(({ rule, violation }) => toFinding(rule, violation, comparison));
}

function keysOf({ before, after }: Violation): ModelKey[] {
  return [before, after].filter((key) => key !== undefined);
}

function toFinding(rule: Rule, violation: Violation, comparison: Comparison): CompatFinding {
  const { before, after, message, flows } = violation;
  const breaks = whoBreaks(flows, comparison.reach, { before, after });
  return {
    rule,
    severity: severityOf(rule, { ...violation, breaks }, comparison),
    before,
    after,
    message,
    breaks,
    witness: violation.witness?.(),
  };
}

/** The more a decision is about this place, the more it counts; nothing makes a break of what is unstable more. */
function severityOf(
  rule: Rule,
  violation: Violation & { readonly breaks: readonly Breaks[] },
  comparison: Comparison,
): Severity {
  const { severity, dimensions } = comparison.policy;
  if (comparison.isUnstable(violation)) return "note";
  const own = violation.severity ?? rule.severity;
  const general = violation.isDecided === true ? own : dimensions[rule.dimension];
  const decided = severity[rule.id] ?? general;
  if (decided !== undefined) return decided;
  // Only servers that are older than their callers notice: a rollout goes the other way.
  return violation.flows.length > 0 && violation.breaks.every((who) => who === "servers") ? "note" : own;
}
