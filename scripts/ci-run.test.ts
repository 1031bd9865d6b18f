import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

const script = join(repositoryRoot, ".ci/run");

/** Programs of Debian that tests need. */
const programs = ["chromium", "buildah", "mmdebstrap", "nginx"] as const;

/**
 * Runs .ci/run with an npx and an apt-get that note their arguments, and fail for the commands named in `failing`.
 * @param missing programs that the machine does not have
 */
function run(
  failing: string,
  missing: readonly (typeof programs)[number][] = [],
): { status: number | null; commands: string[]; stderr: string } {
  using folder = temporaryRepository({});
  const log = join(folder.path, "log");
  mkdirSync(join(folder.path, ".ci"));
  copyFileSync(script, join(folder.path, ".ci/run"));
  const npx = '#!/bin/sh\necho "$CI $*" >> "$LOG"\ncase " $FAILING " in *" $3 "*) exit 3 ;; esac\n';
  writeFileSync(join(folder.path, "npx"), npx, { mode: 0o755 });
  const apt = '#!/bin/sh\necho "apt-get $*" >> "$LOG"\ncase " $FAILING " in *" apt-get "*) exit 100 ;; esac\n';
  writeFileSync(join(folder.path, "apt-get"), apt, { mode: 0o755 });
  writeFileSync(join(folder.path, "sudo"), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  for (const tool of ["bash", "dirname", "git", "id", "env"]) linkTool(folder.path, tool);
  for (const program of programs) {
    if (!missing.includes(program)) writeFileSync(join(folder.path, program), "#!/bin/sh\n", { mode: 0o755 });
  }
  const env = {
    ...process.env,
    CI: "",
    // Nothing but these, whatever the machine has.
    PATH: folder.path,
    LOG: log,
    FAILING: failing,
    CHROMIUM: join(folder.path, "chromium"),
  };
  const { status, stderr } = spawnSync(join(folder.path, ".ci/run"), { env, encoding: "utf8" });
  return { status, stderr, commands: readFileSync(log, "utf8").trim().split("\n") };
}

const install = "true --yes pnpm@12.21.0 install --frozen-lockfile";
const check = "true --yes pnpm@12.21.0 check";
const long = "true --yes pnpm@12.21.0 test:long";
const tests = "true --yes pnpm@12.21.0 test";
const browser = "true --yes pnpm@12.21.0 test:browser";
const images = "true --yes pnpm@12.21.0 test:images";
const all = [install, check, browser, images, long, tests];

const cases: { failing: string; status: number; commands: string[]; says: string }[] = [
  { failing: "", status: 0, commands: all, says: "" },
  { failing: "test", status: 1, commands: all, says: "failed: test\n" },
  { failing: "test:long", status: 1, commands: all, says: "failed: test:long\n" },
  { failing: "test:images", status: 1, commands: all, says: "failed: test:images\n" },
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

const update = "apt-get -qq update";
const get = "apt-get -qq install --no-install-recommends";

test("what is missing is installed, and nothing else", () => {
  const [, ...rest] = all;
  expect(run("", ["chromium"]).commands).toEqual([install, update, `${get} chromium`, ...rest]);
  expect(run("", ["buildah", "mmdebstrap"]).commands).toEqual([
    install,
    update,
    `${get} buildah mmdebstrap debian-archive-keyring`,
    ...rest,
  ]);
});

test("where it cannot be installed, everything runs all the same, and the run fails and says so", () => {
  const [, ...rest] = all;
  expect(run("apt-get", ["chromium"])).toEqual({
    status: 1,
    commands: [install, update, ...rest],
    stderr: "failed: install of chromium\n",
  });
});

test("git keeps it executable", () => expect(statSync(script).mode & 0o111).toBe(0o111));

/** Puts a program of this machine into a folder. */
function linkTool(folder: string, name: string): void {
  const path = (process.env["PATH"] ?? "").split(delimiter).find((other) => existsSync(join(other, name)));
  if (path === undefined) throw new Error(`this machine has no ${name}`);
  symlinkSync(join(path, name), join(folder, name));
}
