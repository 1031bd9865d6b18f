import { spawnSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { repositoryRoot } from "./repository/files.ts";

const passing = 'test("passes", () => {});\n';
const failing = 'test("fails", () => { throw new Error("on purpose"); });\n';

/** Runs vitest with the reporter in an empty project of these test files. */
function runTests(files: Record<string, string>): { lastLine: string | undefined; exitCode: number | null } {
  using folder = temporaryFolder();
  symlinkSync(join(repositoryRoot, "node_modules"), join(folder.path, "node_modules"));
  const reporter = JSON.stringify(join(repositoryRoot, "scripts/counts-reporter.ts"));
  const config = `import { CountsReporter } from ${reporter};\nexport default { test: { reporters: ["default", new CountsReporter()] } };\n`;
  for (const [path, text] of Object.entries({ "vitest.config.ts": config, ...files })) {
    const header = path.endsWith(".test.ts") ? 'import { afterAll, beforeAll, test } from "vitest";\n' : "";
    writeFileSync(join(folder.path, path), header + text);
  }
  const vitest = join(repositoryRoot, "node_modules/vitest/vitest.mjs");
  const { stdout, status } = spawnSync(process.execPath, [vitest, "run"], { cwd: folder.path, encoding: "utf8" });
  return { lastLine: stdout.split("\n").findLast((line) => line !== ""), exitCode: status };
}

const cases: { what: string; files: Record<string, string>; lastLine: string; exitCode: number }[] = [
  {
    what: "tests that pass",
    files: { "a.test.ts": passing, "b.test.ts": passing.repeat(2) },
    lastLine: "3 passed, 0 failed",
    exitCode: 0,
  },
  { what: "a test that fails", files: { "a.test.ts": passing + failing }, lastLine: "1 passed, 1 failed", exitCode: 1 },
  {
    what: "a file that cannot be parsed",
    files: { "a.test.ts": passing, "b.test.ts": "test(" },
    lastLine: "1 passed, 1 failed",
    exitCode: 1,
  },
  {
    what: "a file whose import is missing",
    files: { "a.test.ts": passing, "b.test.ts": `import "./gone.ts";\n${passing}` },
    lastLine: "1 passed, 1 failed",
    exitCode: 1,
  },
  {
    what: "an error outside of any test",
    files: { "a.test.ts": `${passing}void Promise.reject(new Error("on purpose"));\n` },
    lastLine: "1 passed, 1 failed",
    exitCode: 1,
  },
  {
    what: "a hook that fails before the tests",
    files: { "a.test.ts": `beforeAll(() => { throw new Error("on purpose"); });\n${passing}` },
    lastLine: "0 passed, 1 failed",
    exitCode: 1,
  },
  {
    what: "a hook that fails after the tests",
    files: { "a.test.ts": `afterAll(() => { throw new Error("on purpose"); });\n${passing}` },
    lastLine: "1 passed, 1 failed",
    exitCode: 1,
  },
  { what: "no tests at all", files: {}, lastLine: "0 passed, 0 failed", exitCode: 1 },
];

for (const { what, files, lastLine, exitCode } of cases) {
  test(`${what}: the last line is "${lastLine}" and the exit code ${exitCode}`, () => {
    expect(runTests(files)).toEqual({ lastLine, exitCode });
  });
}
