import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, temporaryRepository, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { exitCodes } from "../exit-code.ts";
import { forms } from "../render/forms.ts";
import { commandsIn } from "../testing/hostile.ts";
import { runGate, runGateWith } from "../testing/run-gate.ts";
import { reportSchema, sarifValidator, validatorOf } from "../testing/schema-validator.ts";

const proto = (type: string): string => `syntax = "proto3";\n\npackage x.v1;\n\nmessage M {\n  ${type} a = 1;\n}\n`;
const compared = ["check", "after", "--against", "before", "--only", "breaking"];

function changedFolder(): ReturnType<typeof temporaryFolder> {
  const folder = temporaryFolder();
  writeFiles(folder.path, { "before/x.proto": proto("int32"), "after/x.proto": proto("int64"), "out/keep": "" });
  return folder;
}

function formats(...values: string[]): string[] {
  return values.flatMap((value) => ["--format", value]);
}

test("one run writes as many forms as are asked for", async () => {
  using folder = changedFolder();
  const files = ["text=t", "json=out/j", "markdown=m", "sarif=s", "junit=a=b.xml"];
  const { exitCode, stdout } = await runGate(folder.path, ...compared, ...formats("github", ...files));
  expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^::error file=x\.proto/)]);
  const read = (path: string): string => readFileSync(join(folder.path, path), "utf8");
  expect(read("t")).toMatch(/^FAIL: 1 breaking\n/);
  expect(JSON.parse(read("out/j"))).toMatchObject({ verdict: "fail" });
  expect(validatorOf(reportSchema)(JSON.parse(read("out/j")))).toBe("");
  expect(sarifValidator()(JSON.parse(read("s")))).toBe("");
  expect(read("m")).toMatch(/^## ❌ FAIL: 1 breaking\n/);
  expect(JSON.parse(read("s"))).toMatchObject({ version: "2.1.0", runs: [{ results: [{ level: "error" }] }] });
  expect(read("a=b.xml")).toContain('<testsuites name="breakwater" tests="1" failures="1"');
});

test("text is on stdout when no form is for it", async () => {
  using folder = changedFolder();
  const { stdout } = await runGate(folder.path, ...compared, ...formats("sarif=s"));
  expect(stdout).toMatch(/^FAIL: 1 breaking\n/);
});

test("a file has no colour, whatever the terminal shows", async () => {
  using folder = changedFolder();
  const { stdout } = await runGateWith({ color: true }, folder.path, ...compared, ...formats("text", "text=t"));
  expect(stdout).toContain("\u001b[");
  expect(readFileSync(join(folder.path, "t"), "utf8")).not.toContain("\u001b[");
});

const wrong: readonly (readonly [argv: readonly string[], message: string])[] = [
  [
    formats("junit", "text"),
    "Both junit and text would go to stdout. Write one to a file of its own: --format text=FILE.",
  ],
  [formats("json=x", "sarif=x"), "Both json and sarif would go to the file x."],
  [formats("sarif="), 'Name the file after the "="'],
  [formats("xml=x"), "Allowed choices are text, json, github, markdown, sarif, junit."],
  [formats("text=nowhere/x"), "--format text=nowhere/x is in no folder."],
  [formats("text=out"), "The report cannot be written: EISDIR"],
];

for (const [argv, message] of wrong) {
  test(`${argv.join(" ")} is a usage fault with a reason`, async () => {
    using folder = changedFolder();
    const { exitCode, stdout, stderr } = await runGate(folder.path, ...compared, ...argv);
    expect([exitCode, stdout]).toEqual([exitCodes.usage.code, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
}

test("a message about something with a hostile name holds no command of a runner", async () => {
  using folder = changedFolder();
  const { exitCode, stderr } = await runGate(
    folder.path,
    "check",
    "a\n::stop-commands::x\n##[error]y",
    "--against",
    "b",
  );
  expect(exitCode).toBe(exitCodes.usage.code);
  expect(stderr).toContain(": :stop-commands::x\n# #[error]y");
  expect(commandsIn(stderr)).toEqual([]);
});

test("an outcome without a verdict is in every form, over what an earlier run left there", async () => {
  using folder = changedFolder();
  writeFiles(folder.path, { "after/x.proto": "syntax = ;", t: "PASS: breaking", s: "{}" });
  const files = ["text=t", "markdown=m", "sarif=s", "junit=j", "github=g"];
  const { exitCode, stdout } = await runGate(folder.path, ...compared, ...formats("json", ...files));
  expect(exitCode).toBe(exitCodes.compile.code);
  const read = (path: string): string => readFileSync(join(folder.path, path), "utf8");
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "error", error: { code: 3 } });
  expect(read("t")).toMatch(/^No verdict: The head, after, does not compile:/);
  expect(read("m")).toMatch(/^## ⚠️ No verdict: breakwater ended with code 3\n/);
  expect(JSON.parse(read("s"))).toMatchObject({ runs: [{ invocations: [{ executionSuccessful: false }] }] });
  expect(read("j")).toContain('errors="1"');
  expect(read("g")).toMatch(/^::error title=breakwater::/);
});

test("files are in the folder of -C, and paths in SARIF start at the top of the repository", async () => {
  using repository = temporaryRepository({ "api/x.proto": proto("int32") });
  repository.write({ "api/x.proto": proto("int64") });
  using elsewhere = temporaryFolder();
  const folder = join(repository.path, "api");
  await runGate(elsewhere.path, "-C", folder, "check", "--only", "breaking", ...formats("sarif=report.sarif"));
  expect(readFileSync(join(folder, "report.sarif"), "utf8")).toContain('"uri": "api/x.proto"');
});

test("the page about the forms has all of them, in the order of the help", () => {
  const page = readFileSync(new URL("../../../../docs/reports.md", import.meta.url), "utf8");
  expect([...page.matchAll(/^\| `(\w+)`/gm)].map(([, form]) => form)).toEqual([...forms]);
});
