import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = ["--conditions=@breakwater/source", join(repositoryRoot, "scripts/recommend.ts")];
  return spawnSync(process.execPath, [...script, ...args], { encoding: "utf8" });
}

test("an address without a service is answered with what to do, not with a stack", () => {
  const { status, stdout, stderr } = run("nonsense");
  expect(stderr).toContain("recommend: nonsense gives no books: [unknown] Invalid URL\n");
  expect(stderr).toContain("Start one with: npx --yes pnpm@12.21.0 start");
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, stdout]).toEqual([1, ""]);
});

test("a folder without certificates is named, for an address with https", () => {
  const { status, stderr } = run("https://127.0.0.1:1", "/nowhere");
  expect(stderr).toContain("/nowhere/client.crt cannot be read: ENOENT");
  expect(stderr).toContain("Which folder has the certificates? /nowhere was tried.\n");
  expect([status, stderr.match(/\n\s+at /)]).toEqual([1, null]);
});
