import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { git, repositoryFiles } from "./files.ts";

test("tracked and new files are listed, ignored and deleted ones are not", () => {
  using folder = temporaryFolder();
  const write = (path: string, text = ""): void => writeFileSync(join(folder.path, path), text);
  mkdirSync(join(folder.path, "a folder"));
  write("tracked.ts");
  write("deleted.ts");
  git(folder.path, ["init", "--quiet"]);
  git(folder.path, ["add", "."]);
  rmSync(join(folder.path, "deleted.ts"));
  write(".gitignore", "ignored.ts\n");
  write("ignored.ts");
  write("a folder/néw.ts");
  expect(repositoryFiles(folder.path)).toEqual([".gitignore", "a folder/néw.ts", "tracked.ts"]);
  expect(repositoryFiles(folder.path, ["tracked.*"])).toEqual(["tracked.ts"]);
});

test("a folder that is no repository is an error, not an empty list", () => {
  using folder = temporaryFolder();
  expect(() => repositoryFiles(folder.path)).toThrow(/not a git repository/);
});
