import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

const script = join(repositoryRoot, ".ci/run");

/** Runs .ci/run with an npx that notes its arguments and fails for the pnpm commands named in `failing`. */
function run(failing: string): { status: number | null; commands: string[]; stderr: string } {
  using folder = temporaryRepository({});
  const log = join(folder.path, "log");
  mkdirSync(join(folder.path, ".ci"));
  copyFileSync(script, join(folder.path, ".ci/run"));
  const npx = '#!/bin/sh\necho "$CI $*" >> "$LOG"\ncase " $FAILING " in *" $3 "*) exit 3 ;; esac\n';
  writeFileSync(join(folder.path, "npx"), npx, { mode: 0o755 });
  const path = [folder.path, process.env["PATH"]].join(delimiter);
  const env = { ...process.env, CI: "", PATH: path, LOG: log, FAILING: failing };
  const { status, stderr } = spawnSync(join(folder.path, ".ci/run"), { env, encoding: "utf8" });
  return { status, stderr, commands: readFileSync(log, "utf8").trim().split("\n") };
}

const install = "true --yes pnpm@12.21.0 install --frozen-lockfile";
const check = "true --yes pnpm@12.21.0 check";
const tests = "true --yes pnpm@12.21.0 test";

const cases: { failing: string; status: number; commands: string[]; says: string }[] = [
  { failing: "", status: 0, commands: [install, check, tests], says: "" },
  { failing: "test", status: 1, commands: [install, check, tests], says: "failed: test\n" },
  { failing: "check", status: 1, commands: [install, check, tests], says: "failed: check\n" },
  { failing: "check test", status: 1, commands: [install, check, tests], says: "failed: check test\n" },
  { failing: "install", status: 3, commands: [install], says: "" },
];

for (const { failing, status, commands, says } of cases) {
  test(`exit code ${status} when ${failing || "nothing"} fails`, () => {
    expect(run(failing)).toEqual({ status, commands, stderr: says });
  });
}

test("git keeps it executable", () => expect(statSync(script).mode & 0o111).toBe(0o111));
