import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { lackingForImages } from "./requirements.ts";

const names = ["buildah", "mmdebstrap", "nginx", "unshare", "nsenter", "setpriv"];

/** A folder with programs of these names and an npm, and what a machine with nothing else lacks. */
function lackingWith(programs: readonly string[], uid: number, hasNamespaces = true): string[] {
  using folder = temporaryFolder();
  writeFiles(folder.path, { "npm/bin/npx-cli.js": "", "bin/.keep": "" });
  for (const name of programs) writeFileSync(join(folder.path, "bin", name), "", { mode: 0o755 });
  writeFileSync(join(folder.path, "npm/bin/npm-cli.js"), "", { mode: 0o755 });
  symlinkSync("../npm/bin/npm-cli.js", join(folder.path, "bin/npm"));
  return lackingForImages({ path: join(folder.path, "bin"), uid, hasNamespaces: () => hasNamespaces });
}

test("root with all programs and namespaces lacks nothing", () => {
  expect(lackingWith(names, 0)).toEqual([]);
});

for (const name of names) {
  test(`a machine without ${name} is told which package has it`, () => {
    const others = names.filter((other) => other !== name);
    expect(lackingWith(others, 0, false)).toEqual([expect.stringMatching(`^${name} is missing: apt-get install `)]);
  });
}

test("another user than root, and a kernel without namespaces, are told what to do", () => {
  expect(lackingWith(names, 1000)).toEqual([expect.stringContaining("sudo")]);
  expect(lackingWith(names, 0, false)).toEqual([expect.stringContaining("namespaces")]);
});

test("a machine with nothing is told everything at once", () => {
  expect(lackingForImages({ path: "/dev/null", uid: 1000, hasNamespaces: () => false })).toHaveLength(8);
});
