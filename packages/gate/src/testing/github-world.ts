import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Files, startProgram, temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { runStepsOf } from "./action-steps.ts";
import { FakeGithub } from "./fake-github.ts";

/** What a run of the action left behind. */
export interface ActionRun {
  readonly exitCode: number | null;
  /** The log, in which annotations are. */
  readonly stdout: string;
  readonly stderr: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** An event of GitHub: its name and what the runner writes to the event file. */
export interface WorldEvent {
  readonly name: string;
  readonly payload: unknown;
}

/** A repository on GitHub, the clone of a job, and a pull request from a fork. */
export interface GithubWorld extends AsyncDisposable {
  readonly github: FakeGithub;
  /** Commits to main, as if merged. */
  readonly land: (files: Files) => string;
  /** Gives the tip of main a tag. */
  readonly release: (tag: string) => void;
  /** Commits to the pull request, which starts at the first commit of main, and pushes. */
  readonly push: (files: Files) => string;
  /** What GitHub says when something happens to the pull request. */
  readonly pullRequestEvent: (action: string, name?: string) => WorldEvent;
  /** What it says when the merge queue wants to merge it. */
  readonly mergeGroupEvent: () => WorldEvent;
  /** Runs the steps of the action that are commands, with the base checked out. */
  readonly runAction: (event: WorldEvent, inputs?: Readonly<Record<string, string>>) => Promise<ActionRun>;
}

const number = 12;

/** Makes a world whose main has some files, and a pull request of `author` without a commit of its own. */
export async function startWorld(files: Files, author: string): Promise<GithubWorld> {
  const github = await FakeGithub.start(number, author);
  const folder = temporaryFolder();
  const remote = join(folder.path, "acme/api.git");
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", remote]);
  const work = temporaryRepository(files);
  work.git("remote", "add", "origin", remote);
  work.git("push", "--quiet", "origin", "main");
  work.git("branch", "change");
  const tip = (ref: string): string => work.git("rev-parse", ref);
  const land = (changed: Files): string => {
    work.git("checkout", "--quiet", "main");
    const commit = work.commit(changed);
    work.git("push", "--quiet", "origin", "main");
    return commit;
  };
  const release = (tag: string): void => {
    work.git("tag", tag, "main");
    work.git("push", "--quiet", "origin", tag);
  };
  const push = (changed: Files): string => {
    work.git("checkout", "--quiet", "change");
    const commit = work.commit(changed);
    // A commit of a fork is on no branch of the repository, and GitHub shows it under this name alone.
    work.git("push", "--quiet", "--force", "origin", `change:refs/pull/${number}/head`);
    return commit;
  };
  const repository = { full_name: "acme/api", default_branch: "main" };
  const pullRequestEvent = (action: string, name = "pull_request_target"): WorldEvent => {
    const head = { sha: tip("change"), ref: "change", repo: { full_name: `${author}/api`, fork: true } };
    const base = { sha: tip("main"), ref: "main", repo: repository };
    const pull = { number, state: "open", user: { login: author, type: "User" }, head, base };
    return { name, payload: { action, number, pull_request: pull, repository } };
  };
  const mergeGroupEvent = (): WorldEvent => {
    const base = tip("main");
    const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
    work.git("checkout", "--quiet", "--detach", "main");
    work.git("merge", "--quiet", "--no-ff", "--message", "queue", "change");
    work.git("push", "--quiet", "--force", "origin", `HEAD:${ref}`);
    const group = { head_sha: tip("HEAD"), head_ref: ref, base_sha: base, base_ref: "refs/heads/main" };
    return { name: "merge_group", payload: { action: "checks_requested", merge_group: group, repository } };
  };
  let runs = 0;
  const runAction: GithubWorld["runAction"] = async (event, inputs = {}) => {
    runs += 1;
    return await runSteps({ folder: join(folder.path, `run-${runs}`), remote, event, inputs, github });
  };
  const dispose = async (): Promise<void> => {
    await github[Symbol.asyncDispose]();
    work[Symbol.dispose]();
    folder[Symbol.dispose]();
  };
  return { github, land, release, push, pullRequestEvent, mergeGroupEvent, runAction, [Symbol.asyncDispose]: dispose };
}

interface Runner {
  /** A new folder of the runner. */
  readonly folder: string;
  readonly remote: string;
  readonly event: WorldEvent;
  readonly inputs: Readonly<Record<string, string>>;
  readonly github: FakeGithub;
}

/** Does what a runner does after the action is installed. */
async function runSteps({ folder, remote, event, inputs, github }: Runner): Promise<ActionRun> {
  const [workspace, temporary] = [join(folder, "workspace"), join(folder, "temp")];
  mkdirSync(temporary, { recursive: true });
  // actions/checkout of the base; it fetches no more than that.
  execFileSync("git", ["clone", "--quiet", "--single-branch", "--branch", "main", remote, workspace]);
  const files = { event: join(temporary, "event.json"), output: join(temporary, "o"), summary: join(temporary, "s") };
  writeFileSync(files.event, JSON.stringify(event.payload));
  const steps = runStepsOf(".github/actions/breakwater/action.yml", inputs, { token: github.token });
  const gate = steps.find(({ id }) => id === "gate");
  if (gate === undefined) throw new Error("the action has no step gate");
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    BREAKWATER_CACHE_DIR: join(folder, "../cache"),
    GIT_CONFIG_NOSYSTEM: "1",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION_PATH: gate.actionPath,
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_JOB: "gate",
    GITHUB_OUTPUT: files.output,
    GITHUB_REPOSITORY: "acme/api",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKFLOW: "Schema gate",
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temporary,
    ...gate.env,
  };
  const script = join(temporary, "step.sh");
  writeFileSync(script, gate.run);
  // How a runner starts a step with `shell: bash`.
  const args = ["--noprofile", "--norc", "-eo", "pipefail", script];
  const { code, stdout, stderr } = await startProgram("bash", args, { cwd: workspace, env }).exited;
  const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return { exitCode: code, stdout, stderr, summary: read(files.summary), outputs: parseOutputs(read(files.output)) };
}

function parseOutputs(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.includes("="));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
