import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { git, repositoryRoot } from "../repository/files.ts";
import { commitToRun } from "./commit.ts";

test("what a person says wins, else the working tree tells", () => {
  expect(commitToRun(repositoryRoot, { COMMIT: "mine" })).toBe("mine");
  expect(commitToRun(repositoryRoot, { COMMIT: "" })).toMatch(/^[0-9a-f]{40}$/);
  expect(commitToRun(repositoryRoot, {})).toBe(git(repositoryRoot, ["rev-parse", "HEAD"]).trim());
});

test("there is none outside a repository, and in one without commits", () => {
  using folder = temporaryFolder();
  expect(commitToRun(folder.path, {})).toBeUndefined();
  git(folder.path, ["init", "--quiet"]);
  expect(commitToRun(folder.path, {})).toBeUndefined();
});
