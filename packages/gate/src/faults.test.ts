import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, openSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Rule } from "@breakwater/compat";
import { type Files, temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { run } from "./cli.ts";
import type { Io } from "./io.ts";

const proto = (field: string): string => `syntax = "proto3";

package x.v1;

message M {
  int32 a = 1;
${field}}
`;

/** A change that nothing is wrong with: every exit code but 0 comes from the fault that a test puts in. */
const files: Files = {
  "buf.yaml": "version: v2\nlint: {use: [MINIMAL]}\n",
  "x/v1/x.proto": proto(""),
  "buf.gen.yaml": "version: v2\nplugins:\n  - {local: [./copy.sh], out: gen}\n",
  // A plugin that answers every request with no file at all (an empty CodeGeneratorResponse).
  "copy.sh": "#!/bin/sh\ncat > /dev/null\n",
};

interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function check(io: Partial<Io>, ...argv: string[]): Promise<Outcome> {
  return await checkBy(undefined, io, argv);
}

async function checkBy(rules: readonly Rule[] | undefined, io: Partial<Io>, argv: readonly string[]): Promise<Outcome> {
  using repository = temporaryRepository();
  repository.write(files);
  chmodSync(join(repository.path, "copy.sh"), 0o755);
  repository.commit();
  repository.git("checkout", "--quiet", "-b", "change");
  repository.write({ "x/v1/x.proto": proto("  int32 b = 2;\n") });
  let stdout = "";
  let stderr = "";
  const usual: Io = {
    cwd: repository.path,
    env: process.env,
    color: false,
    execPath: process.execPath,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  // Properties as they are: one that throws must throw in the check and not here.
  const given = Object.defineProperties(usual, Object.getOwnPropertyDescriptors(io));
  const exitCode = await run(["check", ...argv], given, rules);
  return { exitCode, stdout, stderr };
}

/** Makes an executable file of shell commands and returns its path. */
function script(folder: string, name: string, ...lines: string[]): string {
  writeFiles(folder, { [name]: ["#!/bin/sh", ...lines, ""].join("\n") });
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}

/** What a command does instead of its work; each has to lead to an exit code that is not 0. */
const failures = {
  "exits with a fault": "echo 'fatal: injected' >&2; exit 128",
  "is killed": "kill -KILL $$",
  "says nothing and exits with a fault": "exit 3",
} as const;

test("without a fault the check passes", async () => {
  const { exitCode, stdout } = await check({});
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("PASS") });
});

/** Which call of git fails, by its arguments as a pattern of the shell. */
const gitCalls = [
  "rev-parse --show-toplevel",
  "rev-parse --verify --quiet --end-of-options HEAD^{commit}",
  "rev-parse --verify --quiet --end-of-options main^{commit}",
  "merge-base *",
  "status *",
  "ls-files *",
  "diff-files *",
  "ls-tree *",
  "cat-file *",
  "rev-parse --absolute-git-dir",
  "rev-parse --verify --quiet *{tree}",
  "*read-tree *",
  "*checkout-index *",
  "check-ignore *",
];

for (const failure of ["exits with a fault", "is killed"] as const) {
  const commands = failures[failure];
  for (const call of gitCalls) {
    test(`git ${call} ${failure}: no pass`, async () => {
      using folder = temporaryFolder();
      const git = realpathSync(execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim());
      // Only the first such call fails, so that nothing else notices.
      const marker = join(folder.path, "failed");
      const pattern = call.replaceAll(" ", "\\ ").replaceAll(/[{}^]/g, "\\$&");
      const inject = `case "$*" in ${pattern}) [ -e ${marker} ] || { : > ${marker}; ${commands}; } ;; esac`;
      script(folder.path, "git", inject, `exec ${git} "$@"`);
      const env = { ...process.env, PATH: `${folder.path}:${process.env["PATH"] ?? ""}` };
      const { exitCode, stdout, stderr } = await check({ env }, "--format", "json");
      expect([2, 70]).toContain(exitCode);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: "error", error: { code: exitCode } });
      expect(stderr).toMatch(/^breakwater: /);
    });
  }
}

const bufCalls = ["build", "ls-files", "format", "lint", "breaking", "generate"] as const;

/** What each command of buf might do that looks like success, or like findings, and is neither. */
const bufLies: readonly {
  readonly call: (typeof bufCalls)[number];
  readonly name: string;
  readonly commands: string;
}[] = [
  { call: "build", name: "writes nothing", commands: "exit 0" },
  { call: "build", name: "writes garbage", commands: 'printf "\\377\\377" > "$4"; exit 0' },
  { call: "ls-files", name: "prints something else", commands: "echo '{}'; exit 0" },
  { call: "format", name: "writes nothing", commands: "exit 0" },
  { call: "lint", name: "prints no finding", commands: "exit 100" },
  { call: "lint", name: "prints something else", commands: "echo '{}'; exit 100" },
  { call: "breaking", name: "prints no finding", commands: "exit 100" },
  { call: "breaking", name: "prints something else", commands: "echo oops; exit 100" },
];

async function checkWithBuf(call: string, commands: string): Promise<Outcome> {
  using folder = temporaryFolder();
  // Stands in for Node, which runs buf's launcher: the first argument is the launcher, the second the command.
  const inject = `if [ "$2" = ${call} ]; then ${commands}; fi`;
  const execPath = script(folder.path, "node", inject, `exec ${process.execPath} "$@"`);
  return await check({ execPath }, "--format", "json");
}

const bufFaults = [
  ...bufCalls.flatMap((call) => Object.entries(failures).map(([name, commands]) => ({ call, name, commands }))),
  ...bufLies,
];
for (const { call, name, commands } of bufFaults) {
  test(`buf ${call} ${name}: no pass`, async () => {
    const { exitCode, stdout, stderr } = await checkWithBuf(call, commands);
    expect([2, 70]).toContain(exitCode);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "error", error: { code: exitCode } });
    expect(stderr).toMatch(/^breakwater: /);
  });
}

/** The tools that a finding about TypeScript asks for: the change of these tests is a note about a property. */
const toolFaults = [
  ...["protoc-gen-es", "tsc"].flatMap((tool) => {
    return Object.entries(failures).map(([name, commands]) => ({ tool, name, commands }));
  }),
  { tool: "protoc-gen-es", name: "writes nothing", commands: "cat > /dev/null; exit 0" },
  { tool: "tsc", name: "finds no fault in a program that has one", commands: "exit 0" },
  {
    tool: "tsc",
    name: "does not know its options",
    commands: "echo 'error TS5023: Unknown compiler option.'; exit 1",
  },
];
for (const { tool, name, commands } of toolFaults) {
  test(`${tool} ${name}: no pass`, async () => {
    using folder = temporaryFolder();
    const inject = `case "$1" in */bin/${tool}) ${commands} ;; esac`;
    const execPath = script(folder.path, "node", inject, `exec ${process.execPath} "$@"`);
    const { exitCode, stdout, stderr } = await check({ execPath }, "--format", "json", "--only", "breaking");
    expect(exitCode).toBe(70);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "error", error: { code: exitCode } });
    expect(stderr).toMatch(/^breakwater: /);
  });
}

test("commands that are not installed: no pass", async () => {
  using folder = temporaryFolder();
  for (const io of [{ env: { PATH: folder.path } }, { execPath: join(folder.path, "node") }]) {
    expect([2, 70]).toContain((await check(io)).exitCode);
  }
});

const added = { after: "field x.v1.M.b", message: "b is new", flows: [] } as const;
const fail = (what: unknown): never => {
  throw what;
};

/** Where a rule of the engine can fail: both sides are read and buf is content by then. */
const engineFaults: Readonly<Record<string, Rule["check"]>> = {
  "at once": () => fail(new Error("injected")),
  "after a violation": function* () {
    yield added;
    fail(new Error("injected"));
  },
  "when its evidence is made": () => [{ ...added, witness: () => fail(new Error("injected")) }],
  "with an element that neither side has": () => [{ message: "injected", flows: [] }],
  "with something that is no error": () => fail("injected"),
};

const harmless: Rule = {
  id: "HARMLESS",
  purpose: "Says that a field is new.",
  dimension: "source",
  severity: "note",
  since: "0.1.0",
  advice: "Nothing.",
  covers: [],
  check: () => [added],
};

test("without a fault a rule that is handed in is one that judges", async () => {
  const { exitCode, stdout } = await checkBy([harmless], {}, ["--format", "json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "pass", findings: [{ rule: "HARMLESS", message: "b is new" }] });
});

for (const [name, ruleCheck] of Object.entries(engineFaults)) {
  test(`a rule of the engine fails ${name}: no pass, and one message`, async () => {
    const rules = [{ ...harmless, check: ruleCheck }];
    const text = await checkBy(rules, {}, []);
    expect(text).toMatchObject({ exitCode: 70, stdout: "" });
    expect(text.stderr.match(/^breakwater: internal error: .*(injected|HARMLESS names no element)/gm)).toHaveLength(1);
    const json = await checkBy(rules, {}, ["--format", "json"]);
    expect(json.exitCode).toBe(70);
    expect(JSON.parse(json.stdout)).toMatchObject({ verdict: "error", error: { code: 70 } });
    const github = await checkBy(rules, {}, ["--format", "github"]);
    expect(github).toMatchObject({ exitCode: 70, stdout: expect.stringMatching(/^::error.*\n$/) });
  });
}

test("a report that cannot be rendered or written: no pass, and no fault that nobody catches", async () => {
  const full = (): never => {
    throw new Error("no space left on device");
  };
  for (const format of ["text", "json", "github"]) {
    const { exitCode, stderr } = await check({ stdout: full }, "--format", format);
    expect({ format, exitCode }).toEqual({ format, exitCode: 70 });
    expect(stderr).toContain("no space left on device");
    expect((await check({ stdout: full, stderr: full }, "--format", format)).exitCode).toBe(70);
  }
  const colorless: Partial<Io> = {
    get color(): boolean {
      throw new Error("no terminal");
    },
  };
  expect((await check(colorless)).exitCode).toBe(70);
});

test("a process whose standard output takes nothing: no pass, and one line says why", async () => {
  using repository = temporaryRepository({ "x.proto": proto("") });
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, ["--conditions=@breakwater/source", main, "check"], {
    cwd: repository.path,
    env: { ...process.env, INIT_CWD: undefined },
    stdio: ["ignore", full, "pipe"],
  });
  closeSync(full);
  let stderr = "";
  child.stderr?.on("data", (text: Buffer) => (stderr += text.toString()));
  const [exitCode]: unknown[] = await once(child, "close");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 70,
    stderr: expect.stringMatching(/^breakwater: .*no space left.*\n$/),
  });
});
