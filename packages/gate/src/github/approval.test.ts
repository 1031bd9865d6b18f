import { expect, test } from "vitest";
import { decideApproval } from "./approval.ts";
import type { Shown } from "./comment-state.ts";

const history: readonly Shown[] = [
  { fingerprints: ["a"], at: "2026-01-01T00:00:10Z" },
  { fingerprints: ["a", "b"], at: "2026-01-01T00:00:20Z" },
];
const set = { label: "ok", by: "bob", isPerson: true, mayWrite: true, at: "2026-01-01T00:00:25Z" };
const decide = (changed: Partial<typeof set> = {}, shown = history): ReturnType<typeof decideApproval> =>
  decideApproval({ name: "ok", author: "alice", set: { ...set, ...changed } }, shown);

test("what was shown when the label was set is approved, and nothing that came later", () => {
  const at = (time: string): string[] => [...(decide({ at: time }).approvals?.fingerprints ?? [])];
  expect(at("2026-01-01T00:00:10Z")).toEqual(["a"]);
  expect(at("2026-01-01T00:00:19Z")).toEqual(["a"]);
  expect(at("2026-01-01T00:00:20Z")).toEqual(["a", "b"]);
  expect(at("2026-01-01T00:00:09Z")).toEqual([]);
  expect(decide().approvals).toMatchObject({ by: "bob", at: set.at });
});

for (const [who, changed, reason] of [
  ["the author", { by: "Alice" }, "`Alice` set it, who is the author"],
  ["a program, or a person through one", { isPerson: false }, "a program set it (`bob`)"],
  ["somebody who may not write", { mayWrite: false }, "`bob` set it, who has no write access"],
  ["a writer who was shown nothing yet", { at: "2026-01-01T00:00:09Z" }, "it was set before these findings were shown"],
] as const) {
  test(`the label of ${who} approves nothing`, () => {
    const { approvals, refusal } = decide(changed);
    expect(approvals).toBeUndefined();
    expect(refusal).toContain(`The label \`ok\` does not count: ${reason}`);
  });
}

test("a comment that showed nothing wrong approves nothing", () => {
  expect(decide({}, [{ fingerprints: [], at: "2026-01-01T00:00:01Z" }]).refusal).toContain("Take it off, read them");
});

test("without the label there is nothing to decide", () => {
  const none = { approvals: undefined, refusal: undefined };
  expect(decideApproval({ name: "ok", author: "alice", set: undefined }, history)).toEqual(none);
});
