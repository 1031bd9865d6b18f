import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryRepository, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { freeze } from "./freeze.ts";
import { readReleases } from "./releases.ts";

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command; a package is packed to the bytes of its package.json. */
function run(root: string, ...argv: string[]): Run {
  const output = { stdout: "", stderr: "" };
  const code = freeze(argv, {
    root,
    pack: (folder, tarball) => writeFileSync(tarball, readFileSync(join(folder, "package.json"))),
    stdout: (text) => void (output.stdout += text),
    stderr: (text) => void (output.stderr += text),
  });
  return { code, ...output };
}

const manifest = (version: string): string => JSON.stringify({ name: "@acme/books", version });

function books(): TemporaryRepository {
  return temporaryRepository({
    "gen/books/package.json": manifest("1.2.3"),
    "gen/films/package.json": JSON.stringify({ name: "@acme/films" }),
    "proto/books/v1/books.proto": 'syntax = "proto3";\n',
  });
}

test("a release is kept with the commit that it was made of and the tag that it should get", () => {
  using repository = books();
  const commit = repository.git("rev-parse", "HEAD");
  repository.commit({ "README.md": "Not in the package.\n" });
  const { code, stdout, stderr } = run(repository.path, "books");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`  git tag books/v1.2.3 ${commit}\n`);
  const file = "books-1.2.3.tgz";
  expect(readFileSync(join(repository.path, "e2e/released", file), "utf8")).toBe(manifest("1.2.3"));
  // The digest of the manifest's bytes, as `openssl dgst -sha512 -binary | base64` gives it.
  const integrity = "sha512-hL3TEyIZWK5JUnaHyNFOYZ4wuzyxdnuBowUKuistvRakTfyxXKqeGD5MpzeIIaFziAlLGzcW6Wyeri2bFut91g==";
  expect(readReleases(repository.path)).toEqual([
    { package: "@acme/books", version: "1.2.3", file, commit, integrity },
  ]);
});

test("the next release stands beside the one before", () => {
  using repository = books();
  run(repository.path, "books");
  repository.commit({ "gen/books/package.json": manifest("1.3.0") });
  expect(run(repository.path, "books").code).toBe(0);
  expect(readReleases(repository.path).map(({ version }) => version)).toEqual(["1.2.3", "1.3.0"]);
});

for (const [lost, path] of [
  ["its entry", "e2e/released/releases.json"],
  ["its tarball", "e2e/released/books-1.2.3.tgz"],
] as const) {
  test(`a release is not overwritten, even when ${lost} is lost`, () => {
    using repository = books();
    run(repository.path, "books");
    expect(run(repository.path, "books").code).toBe(2);
    rmSync(join(repository.path, path));
    const { code, stdout, stderr } = run(repository.path, "books");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("e2e/released/books-1.2.3.tgz is there already, and a release never changes. Set");
  });
}

test("what is not committed is not frozen, new files included", () => {
  for (const path of ["proto/books/v1/new.proto", "gen/books/src/v2.ts", "pnpm-workspace.yaml"]) {
    using repository = books();
    repository.write({ [path]: "" });
    const { code, stderr } = run(repository.path, "books");
    expect(code).toBe(2);
    expect(stderr).toContain("is not committed, so no commit would have it:\n?? ");
    expect(readReleases(repository.path)).toEqual([]);
  }
});

test("a wrong command line names the domains, and a package without a version its file", () => {
  using repository = books();
  for (const argv of [[], ["book"], ["books", "films"]]) {
    const { code, stderr } = run(repository.path, ...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(`the domains are books, films; not '${argv.join(" ")}'`);
  }
  const { code, stderr } = run(repository.path, "films");
  expect(code).toBe(1);
  expect(stderr).toMatch(/gen\/films\/package\.json says no "version"\n$/);
});
