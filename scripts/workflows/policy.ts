import { parse } from "yaml";
import type { Finding } from "../repository/finding.ts";

/** The job that branch protection asks for. */
const finalJob = "ci-ok";

/**
 * What this repository asks of a workflow or composite action beyond what actionlint knows: actions pinned to commits,
 * least permissions, an end to each job, no secrets where the code of strangers runs, one final job that needs all
 * others and runs whatever became of them.
 */
export function checkPolicy(file: string, text: string): Finding[] {
  const workflow: unknown = parse(text);
  const findings = pins(file, text);
  const find = (line: number, message: string): void => {
    findings.push({ file, line, rule: "workflow-policy", message });
  };
  const jobs = property(workflow, "jobs");
  if (!isRecord(jobs)) return findings;
  const lines = text.split("\n");
  const lineOfJob = (name: string): number => lines.findIndex((line) => line.startsWith(`  ${name}:`)) + 1;
  if (property(workflow, "permissions") === undefined) find(0, "no top-level permissions; start from contents: read");
  const triggers = property(workflow, "on");
  if (isRecord(triggers) && "pull_request_target" in triggers) {
    for (const { pattern, message } of ofStrangers) {
      const line = lines.findIndex((content) => pattern.test(content.replace(/(^|\s)#.*$/, ""))) + 1;
      if (line > 0) find(line, message);
    }
    for (const [name, access] of permissionsOf(workflow, jobs)) {
      if (access === "none" || (name === "contents" && access === "read") || name === "pull-requests") continue;
      find(0, `pull_request_target runs with "${name}: ${access}"; contents: read and pull-requests: write are enough`);
    }
  }
  if (isRecord(triggers) && "pull_request" in triggers) {
    const line = lines.findIndex((content) => /\bsecrets\./.test(content)) + 1;
    if (line > 0) find(line, "a pull request from a fork has no secrets; this job would fail there");
  }
  for (const [name, job] of Object.entries(jobs)) {
    if (property(job, "timeout-minutes") === undefined) find(lineOfJob(name), `job ${name} has no timeout-minutes`);
    for (const step of list(job, "steps")) {
      if (!String(property(step, "uses")).startsWith("actions/checkout@")) continue;
      if (property(property(step, "with"), "persist-credentials") !== false)
        find(
          lineOfJob(name),
          `job ${name} checks out with its token left in the clone; set persist-credentials: false`,
        );
    }
  }
  // A single job is what the queue waits for itself.
  if (isRecord(triggers) && "merge_group" in triggers && Object.keys(jobs).length > 1)
    checkFinalJob(jobs, (message) => find(lineOfJob(finalJob), message));
  return findings;
}

/** What makes the code of strangers run with a token that writes, or shows them a secret. */
const ofStrangers: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  {
    pattern: /pull_request\.(head|merge_commit_sha)|github\.head_ref|\/merge\b|refs\/pull/,
    message: "pull_request_target names the head of the pull request, whose code must not run with this token",
  },
  { pattern: /^\s*-? *run:/, message: "pull_request_target runs commands here; leave them to the action of the gate" },
  { pattern: /\bsecrets\./, message: "pull_request_target has secrets on pull requests of strangers; use none" },
];

/** Permissions of a workflow and of its jobs; "*" where it says all at once. */
function permissionsOf(workflow: unknown, jobs: Record<string, unknown>): [name: string, access: string][] {
  const declared = [workflow, ...Object.values(jobs)].map((part) => property(part, "permissions"));
  return declared.flatMap((permissions): [string, string][] => {
    if (permissions === undefined) return [];
    if (!isRecord(permissions)) return [["*", typeof permissions === "string" ? permissions : "unknown"]];
    return Object.entries(permissions).map(([name, access]) => [name, String(access)]);
  });
}

function checkFinalJob(jobs: Record<string, unknown>, find: (message: string) => void): void {
  const needed = list(jobs[finalJob], "needs");
  const others = Object.keys(jobs).filter((name) => name !== finalJob && !needed.includes(name));
  if (others.length > 0) find(`${finalJob} does not need ${others.join(", ")}, so that it passes when they fail`);
  if (!/^\$\{\{ always\(\) \}\}$/.test(String(property(jobs[finalJob], "if"))))
    find(`${finalJob} has no "if: \${{ always() }}", so that it is skipped, which counts as passed, when a job fails`);
}

/** A tag can be moved to other code; a commit cannot. */
function pins(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [, action, comment] = /^\s*(?:- )?uses:\s*["']?([^\s"'#]+)["']?\s*(#.*)?$/.exec(line) ?? [];
    if (action === undefined || action.startsWith("./")) continue;
    const message = /@[0-9a-f]{40}$/.test(action)
      ? "has no comment that names its version (# v1.2.3)"
      : "is not pinned to a full commit id";
    if (/@[0-9a-f]{40}$/.test(action) && /^# v\d+/.test(comment ?? "")) continue;
    findings.push({ file, line: index + 1, rule: "workflow-policy", message: `${action} ${message}` });
  }
  return findings;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function property(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function list(value: unknown, key: string): unknown[] {
  const items = property(value, key);
  return Array.isArray(items) ? items : [];
}
