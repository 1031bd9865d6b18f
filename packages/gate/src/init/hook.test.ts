import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { runGate } from "../testing/run-gate.ts";

const proto = 'syntax = "proto3";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n}\n';
const path = "shop/v1/order.proto";

function push(repository: TemporaryRepository, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("git", ["push", "origin", ...args], {
    cwd: repository.path,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

test("the hook stops a breaking push, and lets a compatible one, another's and a deletion through", async () => {
  using remote = temporaryFolder();
  using repository = temporaryRepository({ [path]: proto });
  repository.git("init", "--quiet", "--bare", remote.path);
  repository.git("remote", "add", "origin", remote.path);
  const { exitCode, stdout } = await runGate(repository.path, "init", "--hook");
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/^Wrote \S+\/hooks\/pre-push: it checks what is pushed/),
  ]);
  expect(repository.git("status", "--porcelain")).toBe("");
  // The first push of all has nothing to be compared with.
  expect(push(repository, "main").status).toBe(0);
  repository.git("checkout", "--quiet", "-b", "good");
  repository.commit({ [path]: proto.replace("= 1;\n", "= 1;\n  string note = 2;\n") });
  expect(push(repository, "good")).toEqual({ status: 0, output: expect.stringContaining("PASS: ") });
  repository.git("checkout", "--quiet", "-b", "other", "main");
  repository.commit({ "README.md": "text" });
  const other = push(repository, "other");
  expect([other.status, other.output]).toEqual([0, expect.not.stringContaining("PASS")]);
  repository.git("checkout", "--quiet", "-b", "bad", "main");
  repository.commit({ [path]: proto.replace("string id", "int32 id") });
  // What is in the work tree is not what is pushed.
  repository.write({ [path]: proto });
  const bad = push(repository, "bad");
  expect(bad.output).toContain("FIELD_SAME_TYPE");
  expect(bad.output).toContain("The push was stopped: see above.");
  expect(bad.status).not.toBe(0);
  expect(repository.git("ls-remote", "origin", "refs/heads/bad")).toBe("");
  expect(push(repository, "--no-verify", "bad").status).toBe(0);
  expect(push(repository, "--delete", "bad").status).toBe(0);
});

test("the hook goes where git looks for it, and takes no other hook's place", async () => {
  using repository = temporaryRepository({ [path]: proto });
  repository.git("config", "core.hooksPath", ".hooks");
  expect((await runGate(repository.path, "init", "--hook", "--dry-run")).stdout).toContain("Would write ");
  expect(existsSync(join(repository.path, ".hooks"))).toBe(false);
  await runGate(repository.path, "init", "--hook");
  expect(readFileSync(join(repository.path, ".hooks/pre-push"), "utf8")).toMatch(/^#!\/bin\/sh\n/);
  expect((await runGate(repository.path, "init", "--hook")).stdout).toContain("runs breakwater already");
  expect((await runGate(repository.path, "doctor")).stdout).toContain("A hook checks the schemas before a push.");
  const own = "#!/bin/sh\nexit 0\n";
  repository.write({ ".hooks/pre-push": own });
  const { exitCode, stdout } = await runGate(repository.path, "init", "--hook");
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringContaining("is another hook, which is kept. Add this to it:\n\n#!/bin/sh"),
  ]);
  expect(readFileSync(join(repository.path, ".hooks/pre-push"), "utf8")).toBe(own);
});
