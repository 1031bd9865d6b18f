import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryRoot, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runGate } from "./testing/run-gate.ts";

/** Changes by the folder of their fixture. */
const changes = [
  [
    "three-changes",
    "one change that swaps numbers, tightens a rule and removes a binding: three findings with evidence",
  ],
  ["renamed-by-an-addition", "an enum value that every category of buf passes renames all members in TypeScript"],
] as const;

for (const [name, what] of changes) {
  const fixture = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
  const golden = readFileSync(join(fixture, "report.txt"), "utf8");

  test(`the report of ${name}: ${what}`, async () => {
    // Third-party protos as a set-up puts them there: not in git.
    using folder = temporaryRepository({ ".gitignore": "third-party\n" });
    for (const side of ["before", "after"]) {
      cpSync(join(fixture, side), join(folder.path, side), { recursive: true });
      symlinkSync(join(repositoryRoot, ".protos"), join(folder.path, side, "third-party"));
    }
    const { exitCode, stdout } = await runGate(folder.path, "check", "after", "--against", "before");
    expect(stdout).toBe(golden);
    expect(exitCode).toBe(1);
  });

  test(`the README shows the report of ${name}`, () => {
    expect(readFileSync(join(repositoryRoot, "README.md"), "utf8")).toContain(golden.trimEnd());
  });
}
