import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { git } from "../repository/files.ts";
import { scanSecrets, secretsIn } from "./scan-secrets.ts";

// The ~ is taken out below, so that the scan of this repository does not find its own examples.
const letters = "aB3".repeat(20);
const examples: readonly (readonly [what: string, text: string])[] = [
  ["a private key", `-----BEGIN P~RIVATE KEY-----`],
  ["a private key", `-----BEGIN EC P~RIVATE KEY-----`],
  ["a private key", `-----BEGIN PGP P~RIVATE KEY BLOCK-----`],
  ["a GitHub token", `token: g~hp_${letters}`],
  ["a GitHub token", `g~ithub_pat_${letters}`],
  ["an npm token", `n~pm_${letters}`],
  ["a password of an npm registry", `//registry.example/:_~authToken=${letters}`],
  ["an AWS access key", `key = "A~KIAABCDEFGHIJKLMNOP"`],
  ["a Google API key", `A~Iza${letters.slice(0, 35)}`],
  ["a Slack token", `x~oxb-123456789012-abc`],
  ["a signed JSON web token", `e~yJhbGciOiJIUzI1NiJ9.e~yJzdWIiOiIxMjM0NTY3.${letters}`],
  ["a password in a URL", `postgres:~//breakwater:hunter2hunter2@db.example.com/books`],
];

for (const [what, written] of examples) {
  const text = written.replaceAll("~", "");
  test(`${what} is found: ${text.slice(0, 24)}…`, () => {
    const [finding, ...others] = secretsIn("config/app.yaml", `first line\n${text}\n`);
    expect(finding).toMatchObject({ line: 2, message: expect.stringContaining(`looks like ${what};`) });
    expect(finding?.message).not.toContain(text);
    expect(others).toEqual([]);
  });
}

for (const path of ["id_rsa", "deploy/.env", ".env.production", "certificates/server.key", "store.p12"]) {
  test(`a file named ${path} is found`, () => {
    expect(secretsIn(path, "")).toMatchObject([{ file: path, line: 0 }]);
  });
}

for (const text of [
  "-----BEGIN CERTIFICATE-----",
  "//registry.example/:_authToken=${NPM_TOKEN}",
  "https://user:password@localhost",
  "postgres://user:${PASSWORD}@db.example.com",
  "const npm_config_registry = process.env.npm_config_registry;",
  "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
]) {
  test(`no secret: ${text}`, () => expect(secretsIn("a.env.ts", text)).toEqual([]));
}

test("new files of a repository are read, ignored ones are not", () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "data"));
  git(folder.path, ["init", "--quiet"]);
  writeFileSync(join(folder.path, ".gitignore"), "/data/\n");
  writeFileSync(join(folder.path, "data/server.key"), "");
  writeFileSync(
    join(folder.path, "image.bin"),
    Buffer.from([0, 255, ...Buffer.from(`AKIA${letters.toUpperCase()}`.slice(0, 20))]),
  );
  const { files, findings } = scanSecrets(folder.path);
  expect(findings).toMatchObject([{ file: "image.bin", line: 1 }]);
  expect(files).toBe(2);
});
