import { GateError } from "../gate-error.ts";
import { jsonAt, textAt } from "./json-at.ts";

/** What started a workflow, as far as a check needs it. Commits are full ids. */
export type GithubEvent =
  | {
      readonly kind: "pull-request";
      readonly number: number;
      /** The last commit of the pull request, for which the result of this run counts. */
      readonly head: string;
      /** Branch that it is to be merged into. */
      readonly target: string;
    }
  | {
      readonly kind: "merge-group";
      readonly head: string;
      readonly base: string;
      /** Branch of the queue that has the head: "refs/heads/gh-readonly-queue/main/pr-12-1a2b…". */
      readonly ref: string;
      /** The pull request that the entry of the queue is for, if the name of the branch tells. */
      readonly number: number | undefined;
    }
  | {
      readonly kind: "push";
      readonly head: string;
      /** The tip before the push; undefined when the branch is new. */
      readonly before: string | undefined;
      readonly defaultBranch: string;
    };

const pullRequestEvents = new Set(["pull_request", "pull_request_target"]);

/**
 * Reads the payload of an event (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
 * @throws {GateError} for an event that has nothing to compare, and for a payload that lacks what its event always has
 */
export function parseEvent(name: string, payload: unknown): GithubEvent {
  if (pullRequestEvents.has(name)) return pullRequestEvent(name, payload);
  if (name === "merge_group") return mergeGroupEvent(payload);
  if (name === "push") return pushEvent(payload);
  const message = `A workflow on "${name}" has no change to check. Run it on pull_request_target, merge_group, pull_request or push.`;
  throw new GateError("usage", message);
}

function pullRequestEvent(name: string, payload: unknown): GithubEvent {
  const number = jsonAt(payload, "pull_request", "number");
  const target = textAt(payload, "pull_request", "base", "ref");
  if (typeof number !== "number" || !Number.isSafeInteger(number) || target === undefined) throw incomplete(name);
  return { kind: "pull-request", number, target, head: commitAt(name, payload, "pull_request", "head", "sha") };
}

function mergeGroupEvent(payload: unknown): GithubEvent {
  const name = "merge_group";
  const ref = textAt(payload, name, "head_ref");
  if (ref?.startsWith("refs/heads/") !== true) throw incomplete(name);
  const [, number] = /\/pr-(\d+)-[0-9a-f]+$/.exec(ref) ?? [];
  return {
    kind: "merge-group",
    ref,
    head: commitAt(name, payload, name, "head_sha"),
    base: commitAt(name, payload, name, "base_sha"),
    number: number === undefined ? undefined : Number(number),
  };
}

function pushEvent(payload: unknown): GithubEvent {
  const before = commitAt("push", payload, "before");
  const head = commitAt("push", payload, "after");
  if (isNothing(head)) throw new GateError("usage", "The push deletes its branch: there is nothing to check.");
  const defaultBranch = textAt(payload, "repository", "default_branch");
  if (defaultBranch === undefined) throw incomplete("push");
  return { kind: "push", head, before: isNothing(before) ? undefined : before, defaultBranch };
}

function commitAt(name: string, payload: unknown, ...path: readonly string[]): string {
  const id = textAt(payload, ...path);
  if (id === undefined || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) throw incomplete(name);
  return id;
}

/** git writes an id of zeros where there is no commit. */
function isNothing(id: string): boolean {
  return /^0+$/.test(id);
}

function incomplete(name: string): GateError {
  const message = `The event file does not describe a "${name}". GITHUB_EVENT_PATH and GITHUB_EVENT_NAME must be those of one event.`;
  return new GateError("usage", message);
}
