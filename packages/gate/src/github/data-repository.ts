import { GateError } from "../gate-error.ts";
import type { CommandResult } from "../run-command.ts";
import type { RunContext } from "../run-context.ts";

/** Where commits are fetched from. */
export interface Remote {
  /** "https://github.com". */
  readonly serverUrl: string;
  readonly token: string | undefined;
}

/**
 * The clone of a job, into which commits of strangers are fetched as data: no file of theirs is checked out, no hook, no
 * filter, no submodule and no maintenance runs, and the token is in no command line and no file.
 */
export class DataRepository {
  private readonly context: RunContext;
  private readonly folder: string;
  private readonly env: Readonly<Record<string, string>>;
  /** The same with the token, for what asks the remote. */
  private readonly remoteEnv: Readonly<Record<string, string>>;

  /** @param folder a folder of the clone, absolute */
  constructor(context: RunContext, folder: string, remote: Remote) {
    this.context = context;
    this.folder = folder;
    this.env = { ...identity, ...configEnvironment(context.io.env, quiet) };
    this.remoteEnv = configEnvironment(context.io.env, [...quiet, ...credentials(remote)]);
  }

  /**
   * Fetches refs of the remote `origin` with their whole history, and the tags of releases.
   * @param refs local names by those of the remote
   * @throws {GateError} when one of them is not there
   */
  async fetch(refs: Readonly<Record<string, string>>): Promise<void> {
    const { stdout } = await this.must(["rev-parse", "--is-shallow-repository"]);
    // A merge needs the commit where the branches parted, however old it is.
    const depth = stdout.trim() === "true" ? ["--unshallow"] : [];
    const specs = Object.entries(refs).map(([remote, local]) => `+${remote}:${local}`);
    const { exitCode, stderr } = await this.fetchFrom(["--tags", ...depth, "origin", ...specs]);
    if (exitCode !== 0) throw failure("fetch", stderr);
  }

  /** Makes sure that a commit is here; it is asked for by its id when it is not. */
  async has(commit: string): Promise<boolean> {
    if (await this.isHere(commit)) return true;
    const { exitCode } = await this.fetchFrom(["--no-tags", "origin", commit]);
    return exitCode === 0 && (await this.isHere(commit));
  }

  /** The commit that a name stands for; undefined when it stands for none. */
  async commit(name: string): Promise<string | undefined> {
    const { exitCode, stdout } = await this.git(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
    return exitCode === 0 ? stdout.trim() : undefined;
  }

  /** Best common ancestor of two commits, or undefined when there is none. */
  async mergeBase(a: string, b: string): Promise<string | undefined> {
    const { exitCode, stdout } = await this.git(["merge-base", a, b]);
    return exitCode === 0 ? stdout.trim() : undefined;
  }

  /**
   * The commit that merging `head` into `base` makes, without a work tree.
   * @returns undefined when they conflict
   * @throws {GateError} when they have no common history
   */
  async merge(base: string, head: string): Promise<string | undefined> {
    const { exitCode, stdout, stderr } = await this.git(["merge-tree", "--write-tree", "--no-messages", base, head]);
    if (exitCode === 1) return undefined;
    if (exitCode !== 0) throw failure("merge-tree", stderr);
    const made = await this.must(["commit-tree", stdout.trim(), "-p", base, "-p", head, "-m", "merge"]);
    return made.stdout.trim();
  }

  private async isHere(commit: string): Promise<boolean> {
    return (await this.git(["cat-file", "-e", `${commit}^{commit}`])).exitCode === 0;
  }

  private async fetchFrom(args: readonly string[]): Promise<CommandResult> {
    const all = ["fetch", ...fetchOptions, ...args];
    return await this.context.git(this.folder, all, { env: { ...this.remoteEnv } });
  }

  private async must(args: readonly string[]): Promise<CommandResult> {
    const result = await this.git(args);
    if (result.exitCode !== 0) throw failure(args[0] ?? "", result.stderr);
    return result;
  }

  private async git(args: readonly string[]): Promise<CommandResult> {
    return await this.context.git(this.folder, args, { env: { ...this.env } });
  }
}

function failure(verb: string, stderr: string): GateError {
  return new GateError("usage", `git ${verb} failed in the clone of this job:\n${stderr.trimEnd()}`);
}

const fetchOptions = ["--quiet", "--no-recurse-submodules", "--no-write-fetch-head", "--force"];

// The merge is thrown away; its id depends on nothing but what was merged.
const identity = {
  GIT_AUTHOR_NAME: "breakwater",
  GIT_AUTHOR_EMAIL: "breakwater@localhost",
  GIT_AUTHOR_DATE: "2000-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "breakwater",
  GIT_COMMITTER_EMAIL: "breakwater@localhost",
  GIT_COMMITTER_DATE: "2000-01-01T00:00:00Z",
};

type Setting = readonly [key: string, value: string];

const quiet: readonly Setting[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["fetch.recurseSubmodules", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["merge.renormalize", "false"],
];

/** How git is given a token for one server, as actions/checkout does it. */
function credentials({ serverUrl, token }: Remote): Setting[] {
  if (token === undefined || !/^https?:\/\//.test(serverUrl)) return [];
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  return [[`http.${serverUrl}/.extraheader`, `AUTHORIZATION: basic ${basic}`]];
}

/** Settings as variables (https://git-scm.com/docs/git-config#ENVIRONMENT), after those that are there already. */
function configEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  settings: readonly Setting[],
): Record<string, string> {
  const first = Number(env["GIT_CONFIG_COUNT"] ?? 0);
  const variables = settings.flatMap(([key, value], index): Setting[] => [
    [`GIT_CONFIG_KEY_${first + index}`, key],
    [`GIT_CONFIG_VALUE_${first + index}`, value],
  ]);
  return { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(first + settings.length) };
}
