import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

const script = join(repositoryRoot, ".ci/run");

/**
 * Runs .ci/run with an npx and an apt-get that note their arguments, and fail for the commands named in `failing`.
 * @param chromium whether there is one
 */
function run(failing: string, chromium: boolean = true): { status: number | null; commands: string[]; stderr: string } {
  using folder = temporaryRepository({});
  const log = join(folder.path, "log");
  mkdirSync(join(folder.path, ".ci"));
  copyFileSync(script, join(folder.path, ".ci/run"));
  const npx = '#!/bin/sh\necho "$CI $*" >> "$LOG"\ncase " $FAILING " in *" $3 "*) exit 3 ;; esac\n';
  writeFileSync(join(folder.path, "npx"), npx, { mode: 0o755 });
  const apt = '#!/bin/sh\necho "apt-get $*" >> "$LOG"\ncase " $FAILING " in *" apt-get "*) exit 100 ;; esac\n';
  writeFileSync(join(folder.path, "apt-get"), apt, { mode: 0o755 });
  writeFileSync(join(folder.path, "sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  const path = [folder.path, process.env["PATH"]].join(delimiter);
  const env = {
    ...process.env,
    CI: "",
    PATH: path,
    LOG: log,
    FAILING: failing,
    CHROMIUM: join(folder.path, chromium ? "npx" : "none"),
  };
  const { status, stderr } = spawnSync(join(folder.path, ".ci/run"), { env, encoding: "utf8" });
  return { status, stderr, commands: readFileSync(log, "utf8").trim().split("\n") };
}

const install = "true --yes pnpm@12.21.0 install --frozen-lockfile";
const check = "true --yes pnpm@12.21.0 check";
const long = "true --yes pnpm@12.21.0 test:long";
const tests = "true --yes pnpm@12.21.0 test";
const browser = "true --yes pnpm@12.21.0 test:browser";
const all = [install, check, browser, long, tests];

const cases: { failing: string; status: number; commands: string[]; says: string }[] = [
  { failing: "", status: 0, commands: all, says: "" },
  { failing: "test", status: 1, commands: all, says: "failed: test\n" },
  { failing: "test:long", status: 1, commands: all, says: "failed: test:long\n" },
  { failing: "test:browser", status: 1, commands: all, says: "failed: test:browser\n" },
  { failing: "check", status: 1, commands: all, says: "failed: check\n" },
  { failing: "check test", status: 1, commands: all, says: "failed: check test\n" },
  { failing: "install", status: 3, commands: [install], says: "" },
];

for (const { failing, status, commands, says } of cases) {
  test(`exit code ${status} when ${failing || "nothing"} fails`, () => {
    expect(run(failing)).toEqual({ status, commands, stderr: says });
  });
}

const update = "apt-get update --quiet --quiet";
const chromium = "apt-get install --yes --quiet --no-install-recommends chromium";

test("Chromium is installed where it is missing", () => {
  expect(run("", false)).toEqual({
    status: 0,
    commands: [install, update, chromium, check, browser, long, tests],
    stderr: "",
  });
});

test("where it cannot be installed, the tests in a browser run all the same, and tell", () => {
  const { status, commands } = run("apt-get test:browser", false);
  expect({ status, commands }).toEqual({ status: 1, commands: [install, update, check, browser, long, tests] });
});

test("git keeps it executable", () => expect(statSync(script).mode & 0o111).toBe(0o111));
