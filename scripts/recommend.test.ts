import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

test("an address without a service is answered with what to do, not with a stack", () => {
  const args = ["--conditions=@breakwater/source", join(repositoryRoot, "scripts/recommend.ts"), "nonsense"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr).toContain("recommend: nonsense gives no books: [unknown] Invalid URL\n");
  expect(stderr).toContain("Start one with: npx --yes pnpm@12.21.0 start");
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, stdout]).toEqual([1, ""]);
});
