import { mkdirSync, readFileSync, readdirSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { run } from "./cli.ts";
import { exitCodes } from "./exit-code.ts";
import { runGate } from "./testing/run-gate.ts";

const good = 'syntax = "proto3";\n\npackage x.v1;\n\nmessage M {\n  int32 a = 1;\n}\n';
const bad = 'syntax = "proto3";\npackage x.v1;\nmessage M { Missing a = 1; }\n';

test("usage faults exit 2 and name the fault", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, {
    "a/x/v1/x.proto": good,
    "garbage.binpb": "\u0001garbage",
    "broken/buf.yaml": "version: v2\nlnt: {}\n",
    "broken/x.proto": good,
    "yaml/buf.yaml": "a: [",
    "yaml/x.proto": good,
  });
  const cases: readonly (readonly [argv: readonly string[], message: string])[] = [
    [["chekc"], "unknown command 'chekc'"],
    [["check", "--agianst", "a"], "unknown option '--agianst'"],
    [["check", "--format", "xml"], "Allowed choices are text, json, github"],
    [["check", "--only", "lint,typo"], '--only does not know the check "typo"'],
    [["check", "nowhere", "--against", "a"], 'The folder "nowhere" does not exist'],
    [["check", "a", "--against", "nowhere.binpb"], 'The image "nowhere.binpb" is not there'],
    [["check", "a", "--against", "a#format=binpb"], 'The image "a#format=binpb" is not there, or is no file'],
    [["check", "a", "--against", "a/x/v1/x.proto"], 'The folder "a/x/v1/x.proto" is a file; name the folder'],
    [["check", "a", "--against", "https://example.com/x.git#ref=main"], "is remote, and only local inputs can be read"],
    [["check", "a", "--against", "garbage.binpb"], "cannot be read as an image of schemas"],
    [["check", "a", "--against", ".git#ref=main"], 'The input ".git#ref=main" is not a git repository'],
    [["check", "a", "--against", "buf.build/acme/petapis"], "is remote, and only local inputs can be read"],
    [["check", "broken", "--against", "a"], "field lnt not found"],
    [["check", "yaml", "--against", "a"], "buf.yaml of yaml is not YAML"],
  ];
  for (const [argv, message] of cases) {
    const { exitCode, stdout, stderr } = await runGate(folder.path, ...argv);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect([exitCode, stdout]).toEqual([exitCodes.usage.code, ""]);
  }
});

test("a side that does not compile exits 3, says which, and shows the compiler's lines", async () => {
  using folder = temporaryFolder();
  writeFiles(folder.path, { "good/x/v1/x.proto": good, "bad/x/v1/x.proto": bad });
  const head = await runGate(folder.path, "check", "bad", "--against", "good");
  expect(head.exitCode).toBe(exitCodes.compile.code);
  expect(head.stderr).toContain(
    "The head, bad, does not compile:\n  x/v1/x.proto:3:13: cannot find `Missing` in this scope",
  );
  const base = await runGate(folder.path, "check", "good", "--against", "bad", "--format", "json");
  expect(base.stderr).toContain("The base, bad, does not compile:");
  expect(JSON.parse(base.stdout)).toMatchObject({ version: 1, verdict: "error", error: { code: 3 }, findings: [] });
});

test("a program that asks for JSON gets one object for a usage fault, too", async () => {
  for (const wrong of [
    ["--agianst", "a"],
    ["--only", "typo"],
    ["a", "b"],
  ]) {
    const { exitCode, stdout } = await runGate("/", "check", "--format", "json", ...wrong);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, verdict: "error", error: { code: 2 }, findings: [] });
  }
});

test("an unknown revision says what to do", async () => {
  using repository = temporaryRepository({ "x/v1/x.proto": good });
  const { exitCode, stderr } = await runGate(repository.path, "check", "--against", ".git#ref=nope");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('has no revision "nope"');
});

test("a fault of ours exits 70 with JSON that is no verdict", async () => {
  const out: string[] = [];
  const io = {
    cwd: "/",
    env: {},
    color: false,
    execPath: "/nonexistent/node",
    stdout: (text: string) => void out.push(text),
    stderr: () => undefined,
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  using folder = temporaryFolder();
  writeFiles(folder.path, { "a/x.proto": good, "b/x.proto": `${good}// b\n` });
  const exitCode = await run(["-C", folder.path, "check", "a", "--against", "b", "--format", "json"], io);
  expect(exitCode).toBe(exitCodes.internal.code);
  expect(JSON.parse(out.join(""))).toMatchObject({ verdict: "error", error: { code: 70 } });
});

test("-C works from elsewhere, and a leading -- is dropped", async () => {
  using repository = temporaryRepository({ "x/v1/x.proto": good });
  repository.write({ "x/v1/x.proto": good.replace("int32", "int64") });
  using elsewhere = temporaryFolder();
  const { exitCode, stdout } = await runGate(elsewhere.path, "--", "-C", repository.path, "check");
  expect(exitCode).toBe(exitCodes.findings.code);
  expect(stdout.split("\n")[0]).toBe("FAIL: 1 breaking");
});

test("help and version go to stdout and exit 0; help has examples, exit codes and fits 80 columns", async () => {
  for (const argv of [["--help"], ["check", "--help"], ["policy", "--help"], ["github", "--help"], ["--version"]]) {
    const { exitCode, stdout } = await runGate("/", ...argv);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  }
  const { stdout } = await runGate("/", "check", "--help");
  expect(stdout).toContain("breakwater check --against '.git#tag=v1.2.0' --only breaking");
  expect(stdout).toContain("the change:\nformatting, lint, breaking changes, generated code");
  for (const { code, meaning } of Object.values(exitCodes)) expect(stdout).toContain(`${code}  ${meaning}`);
});

test("the documented exit codes are those of the code", () => {
  const page = readFileSync(new URL("../../../docs/exit-codes.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (\d+) +\| (.+?) +\|/gm)].map(([, code, meaning]) => ({
    code: Number(code),
    meaning,
  }));
  expect(rows).toEqual(Object.values(exitCodes).map(({ code, meaning }) => ({ code, meaning })));
});

test("nothing is left behind: not after a run, not after one that is interrupted", async () => {
  using temporary = temporaryFolder();
  using repository = temporaryRepository({ "x/v1/x.proto": good });
  repository.write({ "x/v1/x.proto": good.replace("int32", "int64") });
  const main = new URL("main.ts", import.meta.url).pathname;
  const args = ["--conditions=@breakwater/source", main, "-C", repository.path, "check"];
  const env = { ...process.env, TMPDIR: temporary.path, INIT_CWD: undefined };
  const finished = spawn(process.execPath, args, { env, stdio: "ignore" });
  expect(await once(finished, "exit")).toEqual([1, null]);
  expect(readdirSync(temporary.path)).toEqual([]);

  // A git that never answers, so that the interrupt surely finds the run at work.
  const bin = join(temporary.path, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "git"), '#!/bin/sh\ntouch "$STARTED"\nexec sleep 600\n', { mode: 0o755 });
  const watcher = watch(bin);
  const stuck = spawn(process.execPath, args, {
    env: { ...env, PATH: `${bin}:${process.env["PATH"] ?? ""}`, STARTED: join(bin, "started") },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  stuck.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  await once(watcher, "change");
  watcher.close();
  stuck.kill("SIGINT");
  expect(await once(stuck, "close")).toEqual([130, null]);
  expect(stderr).toBe("breakwater: ended by SIGINT\n");
  expect(readdirSync(temporary.path)).toEqual(["bin"]);
});
