import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { contextIn } from "../testing/run-buf.ts";
import { DataRepository } from "./data-repository.ts";

const local = { serverUrl: "https://github.com", token: "token-of-the-job" };

/** A clone of what `remote` has on main, with as little history as a job has by default. */
function shallowClone(remote: string, folder: string): string {
  const clone = join(folder, "clone");
  const url = `file://${remote}`;
  execFileSync("git", ["clone", "--quiet", "--depth=1", "--branch", "main", url, clone]);
  return clone;
}

test("a change is merged without a checkout and without a hook, also from a clone without history", async () => {
  using folder = temporaryFolder();
  using remote = temporaryRepository({ a: "1", b: "1" });
  remote.git("checkout", "--quiet", "-b", "change");
  const head = remote.commit({ a: "2" });
  remote.git("update-ref", "refs/pull/1/head", head);
  remote.git("checkout", "--quiet", "main");
  const tip = remote.commit({ b: "2" });
  const clone = shallowClone(remote.path, folder.path);
  const trace = join(folder.path, "trace");
  const hook = `#!/bin/sh\ntouch ${trace}\n`;
  for (const name of ["reference-transaction", "post-checkout", "post-merge"]) {
    writeFileSync(join(clone, ".git/hooks", name), hook, { mode: 0o755 });
  }
  const repository = new DataRepository(contextIn(folder.path), clone, local);
  await repository.fetch({ "refs/heads/main": "refs/x/base", "refs/pull/1/head": "refs/x/head" });
  expect(await repository.commit("refs/x/base")).toBe(tip);
  const merged = (await repository.merge(tip, head)) ?? "";
  const git = (...args: string[]): string => execFileSync("git", args, { cwd: clone, encoding: "utf8" }).trim();
  expect([git("show", `${merged}:a`), git("show", `${merged}:b`), git("status", "--porcelain")]).toEqual([
    "2",
    "2",
    "",
  ]);
  expect(existsSync(trace)).toBe(false);
});

test("commits that conflict have no merge, and those that share nothing are refused", async () => {
  using folder = temporaryFolder();
  using remote = temporaryRepository({ a: "1" });
  remote.git("checkout", "--quiet", "-b", "change");
  const head = remote.commit({ a: "2" });
  remote.git("checkout", "--quiet", "main");
  const tip = remote.commit({ a: "3" });
  remote.git("checkout", "--quiet", "--orphan", "alien");
  const alien = remote.commit({ a: "4" });
  const repository = new DataRepository(contextIn(folder.path), remote.path, local);
  expect(await repository.merge(tip, head)).toBeUndefined();
  await expect(repository.merge(tip, alien)).rejects.toThrow("refusing to merge unrelated histories");
});

test("a commit that is nowhere is not there", async () => {
  using folder = temporaryFolder();
  using remote = temporaryRepository({ a: "1" });
  const clone = shallowClone(remote.path, folder.path);
  const repository = new DataRepository(contextIn(folder.path), clone, local);
  expect(await repository.has("1".repeat(40))).toBe(false);
  await expect(repository.fetch({ "refs/pull/9/head": "refs/x/head" })).rejects.toThrow(/couldn't find remote ref/i);
});

test("the token goes to the server of the job alone, and is in no file and no argument", async () => {
  using folder = temporaryFolder();
  using remote = temporaryRepository({ a: "1" });
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on TCP has such an address.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  remote.git("remote", "add", "origin", `${url}/acme/api.git`);
  const fetch = async (serverUrl: string): Promise<string> => {
    const repository = new DataRepository(contextIn(folder.path), remote.path, { ...local, serverUrl });
    return await repository.fetch({ main: "refs/x/base" }).then(
      () => "",
      (error: unknown) => String(error),
    );
  };
  const failures = [await fetch(url), await fetch("https://github.com")];
  server.close();
  expect(seen).toEqual([`basic ${Buffer.from("x-access-token:token-of-the-job").toString("base64")}`, undefined]);
  for (const text of [...failures, remote.git("config", "--list")]) {
    expect(text).not.toMatch(/token-of-the-job|eC1hY2Nlc3MtdG9rZW4/);
  }
});
