import type { Dimension } from "./dimension.ts";
import type { Severity } from "./severity.ts";

/** What a team has decided about rules. Passed in; where it comes from is not for this package to know. */
export interface Policy {
  /** Severity by rule id, instead of the rule's own. */
  readonly severity: Readonly<Record<string, Severity>>;
  /** Severity by dimension, for what no entry of `severity` is about. */
  readonly dimensions: Readonly<Partial<Record<Dimension, Severity>>>;
  /**
   * What is promised, by full name of a package or element; the entry that is nearest around an element counts, and
   * where there is none the version in the name of its package.
   */
  readonly stability: Readonly<Record<string, DeclaredStability>>;
  /** Custom options whose values are a contract, by the full name of the extension ("acme.auth.scope"). */
  readonly customOptions: Readonly<Record<string, Severity>>;
}

/** What a policy can promise of an element: that it does not break, or nothing. */
export type DeclaredStability = "stable" | "unstable";

/** The policy of a team that has decided nothing. */
export const defaultPolicy: Policy = { severity: {}, dimensions: {}, stability: {}, customOptions: {} };
