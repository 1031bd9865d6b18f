import type { DatedRelease, DeprecationHistory, DeprecationPeriod } from "@breakwater/compat";
import type { Side } from "../side.ts";
import type { TaggedRelease } from "./list-releases.ts";
import type { ReleaseCompiler } from "./release-compiler.ts";
import type { Series } from "./release-order.ts";

/** What a period is counted in, and until when. */
export interface Counting {
  readonly period: DeprecationPeriod;
  readonly series: readonly Series<TaggedRelease>[];
  readonly now: Date;
}

/**
 * Compiles the releases that show how long something has been deprecated, no more than the period asks for. Without a
 * deletion there is nothing to count.
 * @throws {GateError} when one of them does not compile: it cannot be told then
 */
export async function deprecationHistory(
  compiler: ReleaseCompiler,
  { head, base }: { readonly head: Side; readonly base: Side },
  { period, series, now }: Counting,
): Promise<DeprecationHistory | undefined> {
  const after = head.schemas.model;
  if ([...base.schemas.model.keys()].every((key) => after.has(key))) return undefined;
  const today = now.toISOString().slice(0, 10);
  const releases: DatedRelease[] = [];
  for (const release of lastReleases(period, { series, now })) {
    const compiled = await compiler.compile(release);
    if (compiled === undefined) break;
    releases.push({ name: release.name, day: release.day, schemas: compiled.side.schemas });
  }
  return { period, releases, today };
}

const daySeconds = 24 * 60 * 60;

/** The newest first; all series together, since a tag is a release of everything that it has. */
function lastReleases(period: DeprecationPeriod, { series, now }: Omit<Counting, "period">): TaggedRelease[] {
  const all = series.flatMap(({ final }) => final.toReversed()).toSorted((a, b) => b.time - a.time);
  if (period.unit === "releases") return all.slice(0, period.count);
  const start = now.getTime() / 1000 - period.count * daySeconds;
  const old = all.findIndex(({ time }) => time <= start);
  return old === -1 ? all : all.slice(0, old + 1);
}
