import type { Model, ModelKey } from "@breakwater/schema";
import { isDeprecated } from "./deprecation.ts";
import { type DatedRelease, type DeprecationHistory, describePeriod } from "./deprecation-history.ts";

/** Parts of something deleted that the last release has: nobody who waits for releases can miss the others. */
export function releasedParts(parts: readonly ModelKey[], { releases: [last] }: DeprecationHistory): ModelKey[] {
  return last === undefined ? [] : parts.filter((part) => last.schemas.model.has(part));
}

/**
 * What is missing of the period, to continue "… is gone and ", if anything is. The releases in which something was
 * deprecated are counted back from the last one, and the part that was deprecated last decides.
 */
export function missingOf(parts: readonly ModelKey[], history: DeprecationHistory): string | undefined {
  const { period, releases, today } = history;
  const asked = `${describePeriod(period)} ${period.count === 1 ? "is" : "are"} asked for`;
  const run = Math.min(...parts.map((part) => deprecatedIn(part, releases)));
  const [last, since] = [releases[0], releases[run - 1]];
  if (last === undefined || parts.length === 0) return undefined;
  if (since === undefined) return `was not deprecated in ${last.name} (${last.day}); ${asked}`;
  if (period.unit === "releases") {
    if (run >= period.count) return undefined;
    const were = run === 1 ? "1 release, " : `${run} releases, since `;
    return `was deprecated in ${were}${since.name} (${since.day}); ${asked}`;
  }
  const end = addDays(since.day, period.count);
  return end <= today ? undefined : `was deprecated in ${since.name} (${since.day}); ${asked}, until ${end}`;
}

/** In how many releases, back from the last one, something was deprecated. */
function deprecatedIn(part: ModelKey, releases: readonly DatedRelease[]): number {
  const isKeptIn = (model: Model): boolean => !model.has(part) || !isDeprecated(model, part);
  const first = releases.findIndex(({ schemas }) => isKeptIn(schemas.model));
  return first === -1 ? releases.length : first;
}

const dayLength = 24 * 60 * 60 * 1000;

function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * dayLength).toISOString().slice(0, 10);
}
