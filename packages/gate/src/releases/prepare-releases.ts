import type { BaselinePolicy } from "../baseline-policy.ts";
import type { Scope } from "../affected/scope.ts";
import type { RunContext } from "../run-context.ts";
import type { Side } from "../side.ts";
import type { RevisionSource } from "../tree.ts";
import { listReleases } from "./list-releases.ts";
import { type CompiledRelease, ReleaseCompiler } from "./release-compiler.ts";

/** What a change is judged by beside its base. */
export interface PreparedReleases {
  /** Releases that have to stay compatible, the newest first in each series. */
  readonly supported: readonly CompiledRelease[];
  /** What a person should know of them. */
  readonly notes: readonly string[];
}

/** What the releases are for. */
export interface ReleaseRequest {
  readonly policy: BaselinePolicy;
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
  const { policy, source, base, scope } = request;
  const series = await listReleases(policy, source);
  if (series.length === 0) {
    const patterns = policy.releases.map((pattern) => `"${pattern}"`).join(" or ");
    return { supported: [], notes: [`releases: the base goes back to no tag like ${patterns}`] };
  }
  const compiler = new ReleaseCompiler(context, base, { source, scope });
  const supported: CompiledRelease[] = [];
  // One after the other: each compiler has all processors.
  for (const release of series.flatMap(({ final }) => final.toReversed().slice(0, policy.supported))) {
    const compiled = await compiler.compile(release);
    if (compiled !== undefined) supported.push(compiled);
  }
  const names = supported.map(({ release }) => release.name);
  const count = series.reduce((sum, { all }) => sum + all.length, 0);
  const last = names.length === 0 ? "none" : names.join(", ");
  return { supported, notes: [`releases: ${last} of ${count} ${names.length === 1 ? "is" : "are"} supported`] };
}
