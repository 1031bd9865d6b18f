/** How long something must have been deprecated before it may go: so many releases, or so many days. */
export interface DeprecationPeriod {
  readonly unit: "releases" | "days";
  /** From 1. */
  readonly count: number;
}

/** A period, for people: "90 days", "1 release". */
export function describePeriod({ unit, count }: DeprecationPeriod): string {
  return count === 1 ? `1 ${unit.slice(0, -1)}` : `${count} ${unit}`;
}
