import type { ModelKey } from "@breakwater/schema";
import type { Comparison } from "./comparison.ts";
import type { Dimension } from "./dimension.ts";
import type { Flow } from "./flow.ts";
import type { Severity } from "./severity.ts";
import type { Witness } from "./witness.ts";

export type { Flow };

/** One rule: data, and a function that finds what breaks it. */
export interface Rule {
  /** UPPER_SNAKE_CASE; the name of its file and fixture in kebab-case. */
  readonly id: string;
  /** One sentence for the reference: what it finds and why that breaks. */
  readonly purpose: string;
  readonly dimension: Dimension;
  /** Severity unless the policy has another one. */
  readonly severity: Severity;
  /** Version of this package that has the rule first. */
  readonly since: string;
  /** What to do instead, for the person who made the change. */
  readonly advice: string;
  /** Rules, of buf or of this package, that say the same of the same element: where one has spoken, this one is silent. */
  readonly covers: readonly string[];
  readonly check: (comparison: Comparison) => Iterable<Violation>;
}

/** One place where a rule is broken. At least one of the keys is set: `before` of the old model, `after` of the new. */
export interface Violation {
  readonly before?: ModelKey;
  readonly after?: ModelKey;
  /** What has changed and what follows, in one or two sentences with names in double quotes. */
  readonly message: string;
  /** Which flows break; empty for what no data shows, such as source code that stops compiling. */
  readonly flows: readonly Flow[];
  /** When this place is less severe than the rule in general. */
  readonly severity?: Severity;
  /** Whether the policy has given this very place its severity, so that nothing general changes it. */
  readonly isDecided?: boolean;
  /** Evidence, made and run when it is asked for. */
  readonly witness?: () => Witness;
}
