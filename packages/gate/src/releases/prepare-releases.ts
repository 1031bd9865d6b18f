import type { BaselinePolicy } from "../baseline-policy.ts";
import type { DeprecationHistory, DeprecationPeriod, Release } from "@breakwater/compat";
import type { Scope } from "../affected/scope.ts";
import { GateError } from "../gate-error.ts";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";
import type { RevisionSource } from "../tree.ts";
import { deprecationHistory } from "./deprecation-history.ts";
import { lookUp } from "./ledger.ts";
import { type TaggedRelease, listReleases } from "./list-releases.ts";
import type { Series } from "./release-order.ts";
import { type CompiledRelease, ReleaseCompiler } from "./release-compiler.ts";

/** What a change is judged by beside its base. */
export interface PreparedReleases {
  /** Releases that have to stay compatible, the newest first in each series. */
  readonly supported: readonly CompiledRelease[];
  /** Releases with numbers or names that the change may use anew, for the rules about that. */
  readonly history: readonly Release[];
  /** What is asked of what is deleted; undefined when the policy asks nothing, or nothing is deleted. */
  readonly deprecation: DeprecationHistory | undefined;
  /** What a person should know of them. */
  readonly notes: readonly string[];
}

/** What there is without any release. */
export const noReleases = { supported: [], history: [], deprecation: undefined } as const;

/** What the releases are for. */
export interface ReleaseRequest {
  readonly policy: BaselinePolicy;
  /** How long what is deleted must have been deprecated; undefined for not at all. */
  readonly period: DeprecationPeriod | undefined;
  /** Where the base comes from. */
  readonly source: RevisionSource;
  readonly head: Side;
  readonly base: Side;
  readonly scope: Scope | undefined;
}

/**
 * Finds the releases that a change is judged by, and compiles what of them counts.
 * @throws {GateError} when the clone is shallow, or a release that is supported does not compile
 */
export async function prepareReleases(context: RunContext, request: ReleaseRequest): Promise<PreparedReleases> {
  const { policy, period, source, base, scope } = request;
  const series = await listReleases(policy, source);
  if (series.length === 0) {
    const patterns = policy.releases.map((pattern) => `"${pattern}"`).join(" or ");
    return { ...noReleases, notes: [`releases: the base goes back to no tag like ${patterns}`] };
  }
  const compiler = new ReleaseCompiler(context, base, { source, scope });
  const supported: CompiledRelease[] = [];
  // One after the other: each compiler has all processors.
  for (const release of series.flatMap(({ final }) => final.toReversed().slice(0, policy.supported))) {
    const compiled = await compiler.compile(release);
    if (compiled !== undefined) supported.push(compiled);
  }
  const { history, unread } = await readHistory(compiler, series, request);
  const names = supported.map(({ release }) => release.name);
  const count = series.reduce((sum, { all }) => sum + all.length, 0);
  const last = names.length === 0 ? "none" : names.join(", ");
  const notes = [`releases: ${last} of ${count} ${names.length === 1 ? "is" : "are"} supported`, ...unread];
  const counting = period === undefined ? undefined : { period, series, now: context.io.now() };
  const deprecation = counting === undefined ? undefined : await deprecationHistory(compiler, request, counting);
  return { supported, history, deprecation, notes };
}

/** Compiles the releases that have what the change uses anew. */
async function readHistory(
  compiler: ReleaseCompiler,
  series: readonly Series<TaggedRelease>[],
  { source, head, base }: ReleaseRequest,
): Promise<{ readonly history: readonly Release[]; readonly unread: readonly string[] }> {
  const [before, after] = [base.schemas.model, head.schemas.model];
  const known = new Set(base.tree?.files.values());
  const history: Release[] = [];
  const unread: string[] = [];
  for (const { release, spans } of await lookUp(source.repository, series, { before, after, known })) {
    try {
      const compiled = await compiler.compile(release);
      if (compiled !== undefined) history.push({ name: release.name, schemas: compiled.side.schemas, spans });
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      // Of a release that is not supported nothing else is asked, and it may be years old.
      unread.push(`releases: ${release.name} does not compile, so that its numbers and names are not known`);
    }
  }
  return { history, unread };
}
