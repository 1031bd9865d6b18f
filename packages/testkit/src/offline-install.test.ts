import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installOffline } from "./offline-install.ts";
import { repositoryRoot } from "./stack.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a package is installed with what it depends on", async () => {
  using folder = temporaryFolder();
  const installed = [["@bufbuild/protovalidate", repositoryRoot]] as const;
  await installOffline({ folder: folder.path, tarballs: [], installed });
  expect(existsSync(join(folder.path, "node_modules/@bufbuild/protovalidate/package.json"))).toBe(true);
  expect(existsSync(join(folder.path, "node_modules/@bufbuild/cel/package.json"))).toBe(true);
});

test("a package that is not installed here is named", async () => {
  using folder = temporaryFolder();
  const installed = [["no-such-package", repositoryRoot]] as const;
  await expect(installOffline({ folder: folder.path, tarballs: [], installed })).rejects.toThrow(
    "no-such-package is not installed",
  );
});
