import type { BaselinePolicy } from "../baseline-policy.ts";
import { GateError } from "../gate-error.ts";
import { matchesTag } from "../tag-pattern.ts";
import type { RevisionSource } from "../tree.ts";
import { type Ordered, type Series, seriesOf } from "./release-order.ts";

/** A tag that is a release. */
export interface TaggedRelease extends Ordered {
  /** The day on which it was made, in UTC: "2026-03-01". */
  readonly day: string;
  /** Id of the tree of the folder that is checked; undefined where the release has no such folder. */
  readonly tree: string | undefined;
}

/**
 * The releases that a base goes back to: the tags like one of the patterns that it has among its ancestors. A tag of a
 * maintenance branch, and one that is newer than the base, has what the base never had, which is no deletion here.
 * @throws {GateError} when the clone is shallow: what is not fetched would not be looked at
 */
export async function listReleases(
  { releases: patterns }: BaselinePolicy,
  { repository, commit, subdir }: RevisionSource,
): Promise<Series<TaggedRelease>[]> {
  if (await repository.isShallow()) {
    const message =
      "The clone is shallow, so that it cannot be told which releases a change is to be judged by (baselines of breakwater.yaml). Run `git fetch --unshallow --tags`; in GitHub Actions set `fetch-depth: 0` at actions/checkout.";
    throw new GateError("usage", message);
  }
  const tags = await repository.tagsBefore(commit);
  const matching = tags.filter(({ name }) => patterns.some((pattern) => matchesTag(pattern, name)));
  const trees = await repository.subtrees(
    matching.map(({ tree }) => tree),
    subdir,
  );
  const releases = matching.map(({ name, time }, index): TaggedRelease => {
    return { name, time, day: new Date(time * 1000).toISOString().slice(0, 10), tree: trees[index] };
  });
  return seriesOf(releases);
}
