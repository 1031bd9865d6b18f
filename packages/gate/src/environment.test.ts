import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { explainSystemError } from "./system-fault.ts";

const main = new URL("main.ts", import.meta.url).pathname;

function proto(type: string): string {
  return `syntax = "proto3";\n\npackage x.v1;\n\nmessage M {\n  ${type} a = 1;\n}\n`;
}

/** Runs the command line as a process, in an environment that differs from ours; undefined leaves a variable out. */
function checkWith(folder: string, env: Readonly<Record<string, string | undefined>>): [number | null, string] {
  const args = ["--conditions=@breakwater/source", main, "check"];
  const options = { cwd: folder, env: { ...process.env, INIT_CWD: undefined, ...env }, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return [status, stdout + stderr];
}

test("what is wrong with the machine is said in a line, and is no fault of ours", () => {
  using repository = temporaryRepository({ "x/v1/x.proto": proto("int32") });
  using empty = temporaryFolder();
  const cases: readonly (readonly [env: Readonly<Record<string, string>>, message: string])[] = [
    [{ PATH: empty.path }, "breakwater: git is not on the PATH."],
    [{ TMPDIR: join(empty.path, "gone") }, `breakwater: The folder for temporary files, ${empty.path}/gone, does not`],
    [{ GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" }, "If you trust it: git config --global --add safe.directory "],
  ];
  for (const [env, message] of cases) {
    const [status, output] = checkWith(repository.path, env);
    expect(output).toContain(message);
    expect([status, output.trimEnd().split("\n").length]).toEqual([2, 1]);
  }
});

test("without a home buf's cache is not taken for schemas", () => {
  const withImport = (type: string): string =>
    proto(type)
      .replace("{", "{\n  google.protobuf.Any b = 2;")
      .replace("message", 'import "google/protobuf/any.proto";\n\nmessage');
  using repository = temporaryRepository({ "x/v1/x.proto": withImport("int32") });
  repository.write({ "x/v1/x.proto": withImport("int64") });
  const [status, output] = checkWith(repository.path, { HOME: undefined, XDG_CACHE_HOME: undefined });
  expect(output).toContain("FAIL: 1 breaking");
  expect(status).toBe(1);
});

test("errors of the system that a person can do something about are usage faults, others are not", () => {
  for (const code of ["ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "EMFILE"]) {
    const error = explainSystemError(Object.assign(new Error(`${code}: reason, open '/x'`), { code }));
    expect(error?.message).toMatch(/^E[A-Z]+: reason, open '\/x'\n[A-Z].*\.$/);
    expect(error?.exitCode).toBe(2);
  }
  expect(explainSystemError(Object.assign(new Error("x"), { code: "EBADF" }))).toBeUndefined();
  expect(explainSystemError(new TypeError("x"))).toBeUndefined();
});
