import type { Release } from "./release.ts";

/** How long something must have been deprecated before it may go: in so many releases, or for so many days. */
export interface DeprecationPeriod {
  readonly unit: "releases" | "days";
  /** From 1. */
  readonly count: number;
}

/** A release with the day on which it was made. */
export interface DatedRelease extends Release {
  /** In UTC: "2026-03-01". */
  readonly day: string;
}

/** The releases that show how long something has been deprecated. */
export interface DeprecationHistory {
  readonly period: DeprecationPeriod;
  /** The newest first, as far back as the period can ask for. */
  readonly releases: readonly DatedRelease[];
  /** The day that the period ends at, in UTC. */
  readonly today: string;
}

/** A period, for people: "90 days", "1 release". */
export function describePeriod({ unit, count }: DeprecationPeriod): string {
  return count === 1 ? `1 ${unit.slice(0, -1)}` : `${count} ${unit}`;
}
