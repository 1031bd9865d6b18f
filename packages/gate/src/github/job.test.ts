import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runGateWith } from "../testing/run-gate.ts";

const runner = { GITHUB_REPOSITORY: "acme/api", GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: "event.json" };

test("outside of a job, or with an event that cannot be read, it says which variable is wrong", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { "broken.json": "{" });
  const empty = { GITHUB_REPOSITORY: "", GITHUB_EVENT_NAME: "", GITHUB_EVENT_PATH: "" };
  const cases: readonly (readonly [env: Record<string, string>, message: string])[] = [
    [empty, "GITHUB_REPOSITORY is not set: `breakwater github` runs in a job of GitHub Actions"],
    [{ ...runner, GITHUB_REPOSITORY: "acme" }, "GITHUB_REPOSITORY is not set"],
    [{ ...runner, GITHUB_EVENT_PATH: "" }, "GITHUB_EVENT_PATH is not set"],
    [{ ...runner, GITHUB_EVENT_PATH: join(folder.path, "none.json") }, "which GITHUB_EVENT_PATH names, cannot be read"],
    [{ ...runner, GITHUB_EVENT_PATH: join(folder.path, "broken.json") }, "cannot be read"],
  ];
  for (const [env, message] of cases) {
    const { exitCode, stdout, stderr } = await runGateWith({ env }, folder.path, "github");
    expect(stderr).toContain(message);
    expect(stdout).toMatch(/^::error title=breakwater::/);
    expect(exitCode).toBe(2);
  }
});

test("what is no clone is refused, with what to do", async () => {
  using folder = temporaryFolder();
  const payload = { before: "a".repeat(40), after: "b".repeat(40), repository: { default_branch: "main" } };
  writeFiles(folder.path, { "event.json": JSON.stringify(payload) });
  const env = { ...runner, GITHUB_EVENT_PATH: join(folder.path, "event.json"), GIT_CEILING_DIRECTORIES: "/" };
  const { exitCode, stderr } = await runGateWith({ env }, folder.path, "github");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("Check the base out first: actions/checkout.")]);
});
