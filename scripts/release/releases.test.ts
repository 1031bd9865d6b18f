import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram, temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { repositoryRoot } from "../repository/files.ts";
import { readReleases, releasedFolder, writeReleases } from "./releases.ts";

const folder = join(repositoryRoot, releasedFolder);
const releases = readReleases(repositoryRoot);

test("each kept tarball is in the list, and each entry has its tarball", () => {
  const tarballs = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  expect(tarballs.toSorted()).toEqual(releases.map(({ file }) => file).toSorted());
  expect(tarballs.length).toBeGreaterThan(0);
});

for (const release of releases) {
  test(`${release.file} is what was frozen: its bytes, its name and its version`, async () => {
    const tarball = join(folder, release.file);
    const digest = createHash("sha512").update(readFileSync(tarball)).digest("base64");
    expect(`sha512-${digest}`).toBe(release.integrity);
    const manifest: unknown = JSON.parse(await runProgram("tar", ["-xzOf", tarball, "package/package.json"]));
    expect(manifest).toMatchObject({ name: release.package, version: release.version });
    expect(release.commit).toMatch(/^[0-9a-f]{40}$/);
  });
}

test("a list is read as it was written, and no list is an empty one", () => {
  using root = temporaryFolder();
  expect(readReleases(root.path)).toEqual([]);
  writeFiles(root.path, { [`${releasedFolder}/releases.json`]: "" });
  writeReleases(root.path, releases);
  expect(readReleases(root.path)).toEqual(releases);
});

test("a list that lacks something is an error that names it", () => {
  using root = temporaryFolder();
  writeFiles(root.path, { [`${releasedFolder}/releases.json`]: "{}" });
  expect(() => readReleases(root.path)).toThrow(/releases\.json holds no list of releases$/);
  const file = join(root.path, releasedFolder, "releases.json");
  writeFileSync(file, JSON.stringify(releases.map((release) => ({ ...release, commit: undefined }))));
  expect(() => readReleases(root.path)).toThrow(/releases\.json says no "commit"$/);
});
