import { rules as allRules } from "@breakwater/compat";
import type { Found } from "../finding.ts";
import { fingerprintOf } from "../fingerprint.ts";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";
import { type BreakingRequest, breakingStep } from "../steps/breaking.ts";
import type { CompiledRelease } from "./release-compiler.ts";

/**
 * A finding, and the baselines that it is about: the base first, then the releases as they were given; none for what
 * the rules say of all releases, which their messages name.
 */
export interface BaselineFinding {
  readonly found: Found;
  readonly baselines: readonly string[];
}

/**
 * Judges a head against releases too. What the base breaks of a release already was somebody's decision, or the fault of
 * another change: it is a note, or nothing could be merged after an accepted break until the next release.
 * @param of the comparison with the base
 * @param found what breaks against the base
 * @returns the findings, each once
 */
export async function judgeReleases(
  context: RunContext,
  of: BreakingRequest,
  { releases, found }: { readonly releases: readonly CompiledRelease[]; readonly found: readonly Found[] },
): Promise<BaselineFinding[]> {
  const ofAll = new Set(["NUMBER_REUSED", "NAME_REUSED", ...(of.deprecation === undefined ? [] : [deprecationRule])]);
  const general = found.filter(({ rule }) => ofAll.has(rule));
  const others = found.filter(({ rule }) => !ofAll.has(rule));
  const known = others.map((finding) => ({ found: finding, baselines: [of.base.label] }));
  const byFingerprint = Map.groupBy(known, (entry) => fingerprintOf(entry.found));
  // What buf says of an element whose number was another one's follows from that.
  const reused = new Set(general.filter(({ rule }) => rule === "NUMBER_REUSED").map(({ element }) => element));
  for (const { release, side } of releases) {
    const against = side === of.base ? others : await judgeRelease(context, of, side);
    for (const finding of against) {
      if (side !== of.base && reused.has(finding.element)) continue;
      const fingerprint = fingerprintOf(finding);
      // What is new against one release must not be taken for what is old against another.
      const key = byFingerprint.has(fingerprint) ? fingerprint : `${fingerprint} ${finding.existing}`;
      const entries = byFingerprint.get(key) ?? [{ found: finding, baselines: [] }];
      byFingerprint.set(key, entries);
      for (const { baselines } of entries) if (!baselines.includes(release.name)) baselines.push(release.name);
    }
  }
  return [...general.map((finding) => ({ found: finding, baselines: [] })), ...[...byFingerprint.values()].flat()];
}

const deprecationRule = "DELETED_WITHOUT_DEPRECATION";

/** What a head breaks of a release, with what the base has broken of it marked as existing. */
async function judgeRelease(context: RunContext, of: BreakingRequest, side: Side): Promise<Found[]> {
  // What looks at all releases has looked at this one too.
  const { deprecation, engineRules = allRules } = of;
  const own = deprecation === undefined ? engineRules : engineRules.filter(({ id }) => id !== deprecationRule);
  const pair = { ...of, base: placedLike(side, of), history: [], deprecation: undefined, engineRules: own };
  const breaks = await breakingStep(context, pair);
  if (breaks.length === 0) return [];
  const before = await breakingStep(context, { ...pair, head: of.base });
  const onBase = new Set(before.map(fingerprintOf));
  return breaks.flatMap((finding) => {
    if (!onBase.has(fingerprintOf(finding))) return [finding];
    // What is no more than good to know was known then.
    return finding.severity === "note" ? [] : [{ ...finding, existing: true, severity: "note" as const }];
  });
}

/** The rules are those of the base, by the paths of its files: a folder may have had another name in the release. */
function placedLike(side: Side, { head, base }: BreakingRequest): Side {
  const paths = [...side.paths].map(([importPath, path]): [string, string] => {
    return [importPath, base.paths.get(importPath) ?? head.paths.get(importPath) ?? path];
  });
  return { ...side, paths: new Map(paths) };
}
