/** What a finding can be about: which programs are wrong after the change. docs/compatibility-policy.md explains each. */
export const dimensions = ["binary", "json", "rpc", "source", "typescript", "validation", "http", "option"] as const;

/** One of {@link dimensions}. */
export type Dimension = (typeof dimensions)[number];
