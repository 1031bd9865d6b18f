import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installOffline } from "./offline-install.ts";
import { runProgram } from "./program.ts";
import { repositoryRoot } from "./stack.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { writeFiles } from "./temporary-repository.ts";

test("a package is installed with what it depends on", async () => {
  using folder = temporaryFolder();
  const installed = [["@bufbuild/protovalidate", repositoryRoot]] as const;
  await installOffline({ folder: folder.path, tarballs: [], installed });
  expect(existsSync(join(folder.path, "node_modules/@bufbuild/protovalidate/package.json"))).toBe(true);
  expect(existsSync(join(folder.path, "node_modules/@bufbuild/cel/package.json"))).toBe(true);
});

test("a release of the past, and no other, gets what is installed here", async () => {
  using folder = temporaryFolder();
  // A version that no machine has.
  const dependencies = { "@bufbuild/protovalidate": "0.0.1" };
  writeFiles(folder.path, { "package/package.json": JSON.stringify({ name: "old", version: "1.0.0", dependencies }) });
  const tarball = join(folder.path, "old.tgz");
  await runProgram("tar", ["-czf", tarball, "-C", folder.path, "package"]);
  const install = async (past: readonly string[]): Promise<string> => {
    using consumer = temporaryFolder();
    const installed = [["@bufbuild/protovalidate", repositoryRoot]] as const;
    await installOffline({ folder: consumer.path, tarballs: [tarball], installed, past });
    return readFileSync(join(consumer.path, "node_modules/@bufbuild/protovalidate/package.json"), "utf8");
  };
  const here = readFileSync(join(repositoryRoot, "node_modules/@bufbuild/protovalidate/package.json"), "utf8");
  expect(await install(["old"])).toBe(here);
  await expect(install([])).rejects.toThrow("ENOTCACHED");
});

test("a package that is not installed here is named", async () => {
  using folder = temporaryFolder();
  const installed = [["no-such-package", repositoryRoot]] as const;
  await expect(installOffline({ folder: folder.path, tarballs: [], installed })).rejects.toThrow(
    "no-such-package is not installed",
  );
});
