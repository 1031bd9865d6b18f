import { GateError } from "./gate-error.ts";
import { GitRepository } from "./git.ts";
import type { RunContext } from "./run-context.ts";
import { type RevisionSource, type Tree, emptyTree, revisionLabel, revisionTree } from "./tree.ts";

/** Where the default branch is looked for, in this order. */
const defaultBranches: readonly string[] = ["origin/HEAD", "origin/main", "main"];

/** What is known of where a change goes; nothing by default, and "" is nothing too, as of an empty variable of a CI. */
export interface Destination {
  /** The branch that the change is to be merged into. */
  readonly target?: string | undefined;
  /** Id of the commit that a branch had before a push, all zeros for none. */
  readonly before?: string | undefined;
}

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
  /** The commit; undefined where there is none yet. */
  readonly source: RevisionSource | undefined;
}

/**
 * The baseline of the working tree in `folder`: the merge-base with the branch that the change goes to, so that what
 * others have done there since is not taken for a deletion here. That is the default branch unless the destination says
 * otherwise. On the default branch itself it is HEAD, which finds what is not committed yet; with a clean tree there,
 * the first parent, which checks the last commit. After a push it is the commit before the push.
 * @throws {GateError} when there is no repository, no default branch, or too little history
 */
export async function findBaseline(
  context: RunContext,
  folder: string,
  destination: Destination = {},
): Promise<Baseline> {
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
  const { commit, label, why } = await chooseCommit(repository, { head, isClean }, destination);
  if (commit === undefined) {
    const open = (): Promise<Tree> => Promise.resolve(emptyTree(context, repository, label));
    return { label, why, identical: false, open, source: undefined };
  }
  const [own, other] = await Promise.all([repository.tree(head, ""), repository.tree(commit, "")]);
  const source = { repository, commit, subdir, label, workFolder: folder };
  return {
    label: revisionLabel(source),
    why,
    identical: isClean && own === other,
    open: () => revisionTree(context, source),
    source,
  };
}

interface Found {
  /** Undefined for the first commit of a history, which has nothing before it. */
  readonly commit: string | undefined;
  readonly label: string;
  readonly why: string;
}

interface WorkTree {
  readonly head: string;
  readonly isClean: boolean;
}

async function chooseCommit(repository: GitRepository, work: WorkTree, destination: Destination): Promise<Found> {
  const { target = "", before = "" } = destination;
  if (before === "") return await chooseBranch(repository, work, target);
  if (!/^[0-9a-f]{7,64}$/.test(before)) {
    const message = `--before takes the id of the commit that the branch had before the push, and not "${before}". GitHub Actions has it as github.event.before.`;
    throw new GateError("usage", message);
  }
  const isFirst = /^0+$/.test(before);
  const commit = isFirst ? undefined : await repository.commit(before);
  if (commit !== undefined) {
    const common = await repository.mergeBase(commit, work.head);
    const isForced = common !== undefined && common !== commit;
    return {
      commit,
      label: "before the push",
      why: `the commit before the push${isForced ? ", which was forced" : ""}`,
    };
  }
  if (isFirst && (await isFirstOfAll(repository, target)))
    return { commit: undefined, label: "nothing", why: firstPush };
  const reason = isFirst
    ? "this is the first push of the branch"
    : `the commit before the push, ${before.slice(0, 12)}, is not here: the push was forced, or the clone is shallow`;
  const found = await chooseBranch(repository, work, target);
  return { ...found, why: `${found.why}; ${reason}` };
}

const firstPush = "first push of the first branch: there is nothing to compare with";

/** Whether a branch that is pushed for the first time is the one that all others are compared with. */
async function isFirstOfAll(repository: GitRepository, target: string): Promise<boolean> {
  const branch = (await targetBranch(repository, target)) ?? (await firstBranch(repository, defaultBranches));
  if (branch === undefined) return true;
  const [own, other] = await Promise.all([repository.branchName("HEAD"), repository.branchName(branch.name)]);
  return own === other.replace(/^origin\//, "");
}

async function chooseBranch(repository: GitRepository, work: WorkTree, target: string): Promise<Found> {
  const branch = await targetBranch(repository, target);
  if (branch === undefined) {
    const found = await chooseDefault(repository, work);
    const gone = `the target "${target}" is not here: it was deleted, or needs \`git fetch origin ${target}\``;
    return target === "" ? found : { ...found, why: `${found.why}; ${gone}` };
  }
  const base = await repository.mergeBase(work.head, branch.commit);
  if (base === undefined) throw noHistory(branch.name, await repository.isShallow());
  return { commit: base, label: branch.name, why: `merge-base of HEAD and ${branch.name}` };
}

async function chooseDefault(repository: GitRepository, { head, isClean }: WorkTree): Promise<Found> {
  const branch = await firstBranch(repository, defaultBranches);
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

interface Branch {
  readonly name: string;
  readonly commit: string;
}

/** A local branch may be old: that of the remote comes first, as of the default branch. */
async function targetBranch(repository: GitRepository, target: string): Promise<Branch | undefined> {
  return target === "" ? undefined : await firstBranch(repository, [`origin/${target}`, target]);
}

async function firstBranch(repository: GitRepository, names: readonly string[]): Promise<Branch | undefined> {
  const commits = await Promise.all(names.map((name) => repository.commit(name)));
  const found = commits.findIndex((commit) => commit !== undefined);
  const [name, commit] = [names[found], commits[found]];
  return name === undefined || commit === undefined ? undefined : { name, commit };
}

function noHistory(branch: string, isShallow: boolean): GateError {
  if (isShallow) {
    const message = `The clone is shallow and does not reach the commit to compare with (merge-base of HEAD and ${branch}). Run \`git fetch --unshallow\`, or fetch more with \`git fetch --depth=N\`; in GitHub Actions set \`fetch-depth: 0\` at actions/checkout.`;
    return new GateError("usage", message);
  }
  return new GateError("usage", `HEAD and ${branch} have no common ancestor. Name a baseline with --against.`);
}
