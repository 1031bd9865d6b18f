import type { Dimension, Severity } from "@breakwater/compat";
import type { CheckName } from "../finding.ts";

/** Who has a rule: the engine of this repository, buf, or the command line itself. */
export type RuleSource = "engine" | "buf" | "gate";

/** A rule that a finding can name. */
export interface KnownRule {
  readonly id: string;
  readonly source: RuleSource;
  /** The check that it belongs to. */
  readonly check: CheckName;
  /** What kind of program is wrong after the change; null for rules that are not about a change of schemas. */
  readonly dimension: Dimension | null;
  /** Severity unless `breakwater.yaml` has another one; an existing finding of format or lint is a note. */
  readonly severity: Severity;
  /** One or two sentences: what it finds. */
  readonly purpose: string;
  readonly advice: string;
  /** The categories of buf that have it. */
  readonly categories: readonly string[];
  /** Rules that say the same of the same element: where one has spoken, this one is silent. */
  readonly covers: readonly string[];
}

/** A change that a rule finds. */
export interface RuleExample {
  /** Lines of a schema or configuration, each with "-", "+" or " " in front. */
  readonly diff: string;
  /** What the rule says of it, and what shows it, in lines; "" where the purpose says it all. */
  readonly outcome: string;
}
