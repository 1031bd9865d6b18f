import { GateError } from "./gate-error.ts";
import { GitRepository } from "./git.ts";
import type { RunContext } from "./run-context.ts";
import { type Tree, emptyTree, revisionLabel, revisionTree } from "./tree.ts";

/** Where the default branch is looked for, in this order. */
const defaultBranches: readonly string[] = ["origin/HEAD", "origin/main", "main"];

/** A baseline, and how it was found. */
export interface Baseline {
  /** For people: what it is. */
  readonly label: string;
  /** Lists its schema files. */
  readonly open: () => Promise<Tree>;
  /** For people: why this commit. */
  readonly why: string;
  /** Whether the working tree holds exactly what the baseline holds, so that there is nothing to compare. */
  readonly identical: boolean;
}

/**
 * The baseline of the working tree in `folder`: the merge-base with the default branch, so that what others have done
 * on that branch since is not taken for a deletion here. On the branch itself that is HEAD, which finds what is not
 * committed yet; with a clean tree there, the first parent, which checks the last commit.
 * @throws {GateError} when there is no repository, no default branch, or too little history
 */
export async function findBaseline(context: RunContext, folder: string): Promise<Baseline> {
  const repository = await GitRepository.around(context, folder);
  if (repository === undefined) {
    const message = `${folder} is not in a git repository, so there is no baseline. Name one: --against DIR, --against REPOSITORY.git#ref=REV or --against IMAGE.binpb.`;
    throw new GateError("usage", message);
  }
  const head = await repository.commit("HEAD");
  if (head === undefined) {
    throw new GateError(
      "usage",
      `The repository in ${folder} has no commit yet. Commit once, or name a baseline with --against.`,
    );
  }
  const [isClean, subdir] = await Promise.all([repository.isClean(), repository.prefix()]);
  const { commit, label, why } = await chooseCommit(repository, head, isClean);
  if (commit === undefined) {
    return { label, why, identical: false, open: () => Promise.resolve(emptyTree(context, repository, label)) };
  }
  const [own, other] = await Promise.all([repository.tree(head, ""), repository.tree(commit, "")]);
  const source = { repository, commit, subdir, label, workFolder: folder };
  return {
    label: revisionLabel(source),
    why,
    identical: isClean && own === other,
    open: () => revisionTree(context, source),
  };
}

interface Found {
  /** Undefined for the first commit of a history, which has nothing before it. */
  readonly commit: string | undefined;
  readonly label: string;
  readonly why: string;
}

async function chooseCommit(repository: GitRepository, head: string, isClean: boolean): Promise<Found> {
  const branch = await firstBranch(repository);
  if (branch === undefined) {
    const tried = defaultBranches.join(", ");
    const message = `No default branch found (tried ${tried}). Fetch it (\`git fetch origin main\`), or name a baseline with --against '.git#ref=BRANCH'.`;
    throw new GateError("usage", message);
  }
  const base = await repository.mergeBase(head, branch.commit);
  if (base === undefined) throw noHistory(branch.name, await repository.isShallow());
  if (base !== head || head !== branch.commit || !isClean) {
    return { commit: base, label: branch.name, why: `merge-base of HEAD and ${branch.name}` };
  }
  const parent = await repository.commit("HEAD^1");
  if (parent !== undefined) return { commit: parent, label: "HEAD^1", why: `parent of the tip of ${branch.name}` };
  if (await repository.isShallow()) throw noHistory(branch.name, true);
  return { commit: undefined, label: "nothing", why: "first commit: there is nothing to compare with" };
}

async function firstBranch(repository: GitRepository): Promise<{ name: string; commit: string } | undefined> {
  const commits = await Promise.all(defaultBranches.map((name) => repository.commit(name)));
  const found = commits.findIndex((commit) => commit !== undefined);
  const [name, commit] = [defaultBranches[found], commits[found]];
  return name === undefined || commit === undefined ? undefined : { name, commit };
}

function noHistory(branch: string, isShallow: boolean): GateError {
  if (isShallow) {
    const message = `The clone is shallow and does not reach the commit to compare with (merge-base of HEAD and ${branch}). Run \`git fetch --unshallow\`, or fetch more with \`git fetch --depth=N\`; in GitHub Actions set \`fetch-depth: 0\` at actions/checkout.`;
    return new GateError("usage", message);
  }
  return new GateError("usage", `HEAD and ${branch} have no common ancestor. Name a baseline with --against.`);
}
