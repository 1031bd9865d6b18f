import { X509Certificate } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { readTree, temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { certs } from "./certs.ts";

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(root: string, ...argv: string[]): Promise<Run> {
  const output = { stdout: "", stderr: "" };
  const code = await certs(argv, {
    root,
    cwd: root,
    stdout: (text) => void (output.stdout += text),
    stderr: (text) => void (output.stderr += text),
  });
  return { code, ...output };
}

const names = ["ca.crt", "ca.key", "client.crt", "client.key", "server.crt", "server.key"];

test("a CA, a server and a client are made, for this user's eyes and not for git's", async () => {
  using folder = temporaryFolder();
  execFileSync("git", ["init", "--quiet"], { cwd: folder.path });
  const made = await run(folder.path, "--out", "certs", "--hosts", "books.test,10.0.0.1", "--days", "3");
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const out = join(folder.path, "certs");
  expect(readdirSync(out).toSorted()).toEqual([".gitignore", ...names]);
  expect(names.map((name) => statSync(join(out, name)).mode & 0o777)).toEqual(names.map(() => 0o600));
  expect(execFileSync("git", ["status", "--porcelain"], { cwd: folder.path, encoding: "utf8" })).toBe("");
  const read = (name: string): X509Certificate => new X509Certificate(readFileSync(join(out, `${name}.crt`)));
  const [authority, server, client] = [read("ca"), read("server"), read("client")];
  expect([server, client].every((leaf) => leaf.verify(authority.publicKey))).toBe(true);
  expect(server.subjectAltName).toContain("DNS:books.test, IP Address:10.0.0.1");
  expect(server.subjectAltName).toContain("URI:spiffe://breakwater.local/service/server");
  expect(client.subjectAltName).toBe("URI:spiffe://breakwater.local/client/client");
  expect(server.validToDate.getTime() - Date.now()).toBeLessThanOrEqual(3 * 86_400_000);
});

test("nothing is overwritten", async () => {
  using folder = temporaryFolder();
  expect((await run(folder.path)).code).toBe(0);
  const out = join(folder.path, ".data/certs");
  const before = readTree(out);
  const again = await run(folder.path);
  expect(again).toMatchObject({ code: 2, stdout: "" });
  expect(again.stderr).toContain(`certs: ${join(out, "ca.crt")} is there already, and nothing was written.`);
  expect(readTree(out)).toEqual(before);
});

test("wrong options and a folder that cannot be made are told", async () => {
  using folder = temporaryFolder();
  expect(await run(folder.path, "--day", "1")).toMatchObject({ code: 2, stderr: expect.stringContaining("'--days'") });
  expect((await run(folder.path, "--days", "91")).code).toBe(2);
  expect((await run(folder.path, "--out", "/dev/null/certs")).code).toBe(1);
  expect(readdirSync(folder.path)).toEqual([]);
});

test("the help fits 80 columns", async () => {
  const { code, stdout } = await run("/", "--help");
  expect(code).toBe(0);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
});
