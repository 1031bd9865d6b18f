import { GateError } from "../gate-error.ts";
import type { DataRepository } from "./data-repository.ts";
import type { GithubEvent } from "./event.ts";

/** A commit of a comparison. */
interface Revision {
  /** Full id. */
  readonly commit: string;
  /** For people: what it is. */
  readonly label: string;
}

/** What an event has to compare. */
export interface Revisions {
  readonly head: Revision;
  readonly base: Revision;
  /** For people: why these two. */
  readonly why: string;
}

type EventOf<Kind extends GithubEvent["kind"]> = Extract<GithubEvent, { readonly kind: Kind }>;

/**
 * Fetches the two commits that an event compares.
 * @throws {GateError} when there is nothing to compare, or it is gone
 */
export async function fetchRevisions(repository: DataRepository, event: GithubEvent): Promise<Revisions> {
  switch (event.kind) {
    case "pull-request":
      return await pullRequestRevisions(repository, event);
    case "merge-group":
      return await mergeGroupRevisions(repository, event);
    case "push":
      return await pushRevisions(repository, event);
  }
}

const [baseRef, headRef] = ["refs/breakwater/base", "refs/breakwater/head"];

/**
 * What merging would change: the tip of the target, and its merge with the pull request. A branch that is behind has then
 * deleted nothing that others have added since, as with the merge-base; and unlike there the policy is the one of today,
 * so that nobody gets the rules of a year ago by branching off an old commit.
 */
async function pullRequestRevisions(
  repository: DataRepository,
  { number, head, target }: EventOf<"pull-request">,
): Promise<Revisions> {
  await repository.fetch({ [`refs/heads/${target}`]: baseRef, [`refs/pull/${number}/head`]: headRef });
  const base = await repository.commit(baseRef);
  if (base === undefined) throw new Error(`git fetched the branch ${target} and has no commit of it`);
  // The result of this run is shown at the commit of its event, even when there is a newer one.
  if (!(await repository.has(head))) {
    const message = `The commit ${head} of pull request #${number} is gone: it was replaced by another push. The run of that push decides.`;
    throw new GateError("usage", message);
  }
  const merged = await repository.merge(base, head);
  if (merged === undefined) {
    const message = `Pull request #${number} conflicts with ${target}, so that nobody can tell what merging it would change. Resolve the conflicts, and it is checked again.`;
    throw new GateError("usage", message);
  }
  return {
    head: { commit: merged, label: `pull request #${number} (${short(head)}), merged into ${target}` },
    base: { commit: base, label: `${target} (${short(base)})` },
    why: `tip of ${target}, compared with its merge with the pull request`,
  };
}

async function mergeGroupRevisions(
  repository: DataRepository,
  { head, base, ref }: EventOf<"merge-group">,
): Promise<Revisions> {
  await repository.fetch({ [ref]: headRef });
  for (const commit of [head, base]) {
    if (await repository.has(commit)) continue;
    throw new GateError("usage", `The merge queue has dropped the commit ${commit}; a newer entry of it decides.`);
  }
  return {
    head: { commit: head, label: `merge queue (${short(head)})` },
    base: { commit: base, label: `before it (${short(base)})` },
    why: "what the merge queue merges onto",
  };
}

async function pushRevisions(repository: DataRepository, event: EventOf<"push">): Promise<Revisions> {
  const { head, before, defaultBranch } = event;
  if (!(await repository.has(head))) throw new GateError("usage", `The clone lacks the pushed commit ${head}.`);
  const pushed = { commit: head, label: `push (${short(head)})` };
  if (before !== undefined && (await repository.has(before))) {
    const base = { commit: before, label: `before it (${short(before)})` };
    return { head: pushed, base, why: "what the branch was before the push" };
  }
  await repository.fetch({ [`refs/heads/${defaultBranch}`]: baseRef });
  const common = await repository.mergeBase(head, baseRef);
  const base = common === head ? await repository.commit(`${head}^1`) : common;
  if (base === undefined) {
    throw new GateError("usage", `The pushed commit ${head} has nothing before it to be compared with.`);
  }
  const why = `merge-base with ${defaultBranch}, since what the branch was before the push is not there`;
  return { head: pushed, base: { commit: base, label: `${defaultBranch} (${short(base)})` }, why };
}

function short(commit: string): string {
  return commit.slice(0, 12);
}
