import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { BufConfig } from "../buf-config.ts";
import { type Report, check } from "../check.ts";
import { type Setup, fromTop } from "../doctor/setup.ts";
import type { CheckName } from "../finding.ts";
import { GateError } from "../gate-error.ts";
import { GitRepository } from "../git.ts";
import { isWithin } from "../path-within.ts";
import { isConfigFile } from "../schema-file.ts";
import type { RunContext } from "../run-context.ts";
import type { RecordedBaseline } from "./policy-text.ts";

/** How often a rule has something to say. */
export interface RuleCount {
  readonly check: CheckName;
  readonly rule: string;
  readonly count: number;
  /** The first place: "path:line". */
  readonly example: string;
}

/** What a first look finds: counts, or why there are none. */
export type Counted = { readonly counts: readonly RuleCount[] } | { readonly fault: string };

/** What does not pass yet in a repository. */
export interface Survey {
  /** Lint and format of all schemas as they are. */
  readonly now: Counted;
  /** What the gate would have stopped since some commit; undefined when there is no commit to compare with. */
  readonly history: (Counted & { readonly since: string }) | undefined;
}

/** How many commits to look back where there is no release. */
const lookBack = 50;

/** Looks at all schemas as they are, and at what has become of them since the last release. */
export async function takeSurvey(context: RunContext, setup: Setup, baseline: RecordedBaseline): Promise<Survey> {
  const { folder } = setup;
  const empty = context.folder("nothing");
  const now = await count(async () => {
    return await check(context, { input: ".", against: [empty], only: new Set(["format", "lint"]), folder });
  });
  const since = await earlierCommit(context, setup, baseline);
  if (since === undefined) return { now, history: undefined };
  const history = await count(async () => {
    const base = await filesOf(context, setup, since.commit);
    return await check(context, { input: ".", against: [base], only: new Set(["breaking"]), folder });
  });
  return { now, history: { ...history, since: since.label } };
}

async function count(judge: () => Promise<Report>): Promise<Counted> {
  try {
    const { findings } = await judge();
    const groups = Map.groupBy(
      findings.filter(({ severity }) => severity === "error"),
      ({ check: name, rule }) => `${name} ${rule}`,
    );
    const counts = [...groups.values()].flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { check: name, rule, path, line } = first;
      return [{ check: name, rule, count: group.length, example: `${path}:${line}` }];
    });
    return { counts: counts.toSorted((a, b) => b.count - a.count) };
  } catch (error) {
    if (error instanceof GateError) return { fault: error.message };
    throw error;
  }
}

interface Earlier {
  readonly commit: string;
  readonly label: string;
}

async function earlierCommit(
  context: RunContext,
  { top, prefix }: Setup,
  of: RecordedBaseline,
): Promise<Earlier | undefined> {
  const ask = async (...args: string[]): Promise<string> => (await context.git(top, args)).stdout.trim();
  if (of.release !== undefined) {
    const commit = await ask("rev-parse", "--verify", `refs/tags/${of.release.tag}^{commit}`);
    if (commit !== of.commit) return { commit, label: of.release.tag };
  }
  const protos = prefix === "" ? "*.proto" : `${prefix}/*.proto`;
  const args = ["--first-parent", "--format=%H", `--max-count=${lookBack + 1}`, "--", protos];
  const commits = (await ask("log", ...args)).split("\n");
  const commit = commits.at(-1) ?? "";
  if (commit === "" || commits.length < 2) return undefined;
  return { commit, label: `${commit.slice(0, 12)}, ${commits.length - 1} commits about schemas ago` };
}

/** The schemas of a commit in a folder, under the `buf.yaml` of today where it has none. */
async function filesOf(context: RunContext, setup: Setup, commit: string): Promise<string> {
  const repository = new GitRepository(context, setup.top);
  const target = context.folder("earlier");
  const tree = await repository.tree(commit, setup.prefix);
  if (tree === undefined) return target;
  const paths = (await repository.treeFiles(tree)).map(({ path }) => path);
  const wanted = paths.filter((path) => path.endsWith(".proto") || isConfigFile(path));
  await repository.writeTree(tree, target, wanted);
  const own = join(setup.folder, "buf.yaml");
  if (wanted.some(isConfigFile) || !existsSync(own)) return target;
  copyFileSync(own, join(target, "buf.yaml"));
  // A check cannot compile such a release either, so that it is no baseline.
  const missing = BufConfig.read(target, commit)?.moduleFolders.find((module) => {
    return !existsSync(join(target, module)) && setup.files.some((path) => isWithin(path, fromTop(setup, module)));
  });
  if (missing === undefined) return target;
  const message = `Its schemas have no folder "${missing}", which buf.yaml names, so that they do not compile.`;
  throw new GateError("usage", message);
}
