import type { Severity } from "./severity.ts";

/** What a team has decided about rules. Passed in; where it comes from is not for this package to know. */
export interface Policy {
  /** Severity by rule id, instead of the rule's own. */
  readonly severity: Readonly<Record<string, Severity>>;
  /** Custom options whose values are a contract, by the full name of the extension ("acme.auth.scope"). */
  readonly customOptions: Readonly<Record<string, Severity>>;
}

/** The policy of a team that has decided nothing. */
export const defaultPolicy: Policy = { severity: {}, customOptions: {} };
