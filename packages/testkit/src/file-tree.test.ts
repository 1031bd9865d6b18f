import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readTree } from "./file-tree.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("files are read by their relative paths, those with a suffix when one is asked for", () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "a/b"), { recursive: true });
  writeFileSync(join(folder.path, "z.ts"), "z");
  writeFileSync(join(folder.path, "a/b/c.ts"), "c");
  writeFileSync(join(folder.path, "a/b/c.md"), "text");
  const all = [
    ["a/b/c.md", "text"],
    ["a/b/c.ts", "c"],
    ["z.ts", "z"],
  ];
  expect([...readTree(folder.path)]).toEqual(all);
  expect([...readTree(folder.path, ".ts").keys()]).toEqual(["a/b/c.ts", "z.ts"]);
});
