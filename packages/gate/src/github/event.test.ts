import { expect, test } from "vitest";
import { parseEvent } from "./event.ts";

const [head, base, nothing] = ["a".repeat(40), "b".repeat(40), "0".repeat(40)];
const pull = { number: 12, head: { sha: head }, base: { ref: "main", sha: base } };
const group = { head_sha: head, base_sha: base, head_ref: `refs/heads/gh-readonly-queue/main/pr-12-${base}` };
const push = { before: base, after: head, repository: { default_branch: "main" } };

test("events say what to compare", () => {
  const request = { kind: "pull-request", number: 12, head, target: "main" };
  expect(parseEvent("pull_request_target", { action: "labeled", pull_request: pull })).toEqual(request);
  expect(parseEvent("pull_request", { action: "opened", pull_request: pull })).toEqual(request);
  const entry = { kind: "merge-group", number: 12, head, base, ref: group.head_ref };
  expect(parseEvent("merge_group", { merge_group: group })).toEqual(entry);
  expect(parseEvent("push", push)).toEqual({ kind: "push", head, before: base, defaultBranch: "main" });
  expect(parseEvent("push", { ...push, before: nothing })).toMatchObject({ before: undefined });
});

test("a branch of a queue that is named otherwise belongs to no pull request", () => {
  const other = { ...group, head_ref: "refs/heads/queue/pr-x" };
  expect(parseEvent("merge_group", { merge_group: other })).toMatchObject({ number: undefined });
});

test("what has nothing to compare, or is no such event, is a usage fault that says so", () => {
  const cases: readonly (readonly [name: string, payload: unknown, message: string])[] = [
    ["schedule", {}, 'A workflow on "schedule" has no change to check'],
    ["push", { ...push, after: nothing }, "The push deletes its branch"],
    ["push", { ...push, after: "--upload-pack=x" }, 'does not describe a "push"'],
    ["pull_request", { pull_request: { ...pull, number: "12/../../x" } }, 'does not describe a "pull_request"'],
    ["pull_request", { pull_request: { ...pull, head: {} } }, 'does not describe a "pull_request"'],
    ["merge_group", { merge_group: { ...group, head_ref: "-x" } }, 'does not describe a "merge_group"'],
    ["merge_group", null, 'does not describe a "merge_group"'],
  ];
  for (const [name, payload, message] of cases) expect(() => parseEvent(name, payload)).toThrow(message);
});
