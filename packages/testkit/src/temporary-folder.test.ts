import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

test("a temporary folder is gone with its content when it is disposed", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, "file"), "");
  folder[Symbol.dispose]();
  expect(existsSync(folder.path)).toBe(false);
});
