import { readFileSync } from "node:fs";
import { GateError } from "../gate-error.ts";
import type { Io } from "../io.ts";
import { type GithubEvent, parseEvent } from "./event.ts";

/**
 * The job of a workflow that the command runs in, from the variables of its runner
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/variables).
 */
export interface Job {
  readonly event: GithubEvent;
  readonly owner: string;
  readonly repository: string;
  /** Where GitHub's REST interface is, without a slash at the end. */
  readonly apiUrl: string;
  /** Where its repositories are, without a slash at the end. */
  readonly serverUrl: string;
  /** Undefined when the job has none: nothing is asked of GitHub then. */
  readonly token: string | undefined;
  /** Tells the comments of several jobs on one pull request apart. */
  readonly name: string;
  /** Signs what the comment keeps; undefined when the job has no such secret. */
  readonly approvalKey: string | undefined;
  /** File that outputs of the step are appended to. */
  readonly outputFile: string | undefined;
  /** File that its summary is appended to. */
  readonly summaryFile: string | undefined;
}

/**
 * Reads the job.
 * @throws {GateError} outside of a workflow
 */
export function readJob({ env }: Pick<Io, "env">): Job {
  const [owner = "", repository = ""] = variable(env, "GITHUB_REPOSITORY").split("/");
  if (owner === "" || repository === "") throw missing("GITHUB_REPOSITORY");
  const eventName = variable(env, "GITHUB_EVENT_NAME");
  const trim = (url: string): string => url.replace(/\/$/, "");
  return {
    event: parseEvent(eventName, readPayload(variable(env, "GITHUB_EVENT_PATH"))),
    owner,
    repository,
    apiUrl: trim(optional(env, "GITHUB_API_URL") ?? "https://api.github.com"),
    serverUrl: trim(optional(env, "GITHUB_SERVER_URL") ?? "https://github.com"),
    token: optional(env, "GITHUB_TOKEN"),
    name: [optional(env, "GITHUB_WORKFLOW") ?? "", optional(env, "GITHUB_JOB") ?? ""].join("/"),
    approvalKey: optional(env, "BREAKWATER_APPROVAL_KEY"),
    outputFile: optional(env, "GITHUB_OUTPUT"),
    summaryFile: optional(env, "GITHUB_STEP_SUMMARY"),
  };
}

function optional(env: Io["env"], name: string): string | undefined {
  const value = env[name];
  return value === "" ? undefined : value;
}

function variable(env: Io["env"], name: string): string {
  const value = optional(env, name);
  if (value === undefined) throw missing(name);
  return value;
}

function missing(name: string): GateError {
  const message = `${name} is not set: \`breakwater github\` runs in a job of GitHub Actions. Elsewhere, use \`breakwater check\`.`;
  return new GateError("usage", message);
}

function readPayload(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GateError("usage", `The event file ${path}, which GITHUB_EVENT_PATH names, cannot be read: ${reason}`);
  }
}
