import { join } from "node:path";
import { temporaryFolder, writeFiles } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { adviceFor, advisedRules, generalAdvice } from "../advice.ts";
import { checkNames } from "../finding.ts";
import { contextIn, runBuf } from "../testing/run-buf.ts";
import { runGate } from "../testing/run-gate.ts";
import { allRules } from "./all-rules.ts";
import { bufBreakingExamples } from "./buf-breaking-examples.ts";
import { bufLintExamples } from "./buf-lint-examples.ts";
import { explanationOf } from "./explain.ts";
import { gateRules } from "./gate-rules.ts";

test("the rules of the gate are those that it has advice on, no more and no less", () => {
  const keys = checkNames.filter((name) => name !== "breaking" && name !== "lint").flatMap(advisedRules);
  const unknown = keys.filter((key) => {
    const start = key.replace(/\*$/, "");
    return !gateRules.some(({ id }) => id === key || (start !== key && id.startsWith(start)));
  });
  expect(unknown).toEqual([]);
  expect(gateRules.filter(({ id, check }) => adviceFor(check, id) === generalAdvice)).toEqual([]);
});

test("each rule has a name of its own, a purpose, a reason, an example and advice", async () => {
  using folder = temporaryFolder();
  const rules = await allRules(contextIn(folder.path));
  expect(rules.length).toBeGreaterThan(150);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  const lacking = rules.filter((rule) => {
    const { why, example } = explanationOf(rule);
    const isWhole = rule.purpose.endsWith(".") && why.length > 80 && rule.advice !== generalAdvice;
    return !isWhole || example === undefined || !/^[-+]/m.test(example.diff);
  });
  expect(lacking.map(({ id }) => id)).toEqual([]);
  const known = new Set(rules.map(({ id }) => id));
  const examples = [...Object.keys(bufBreakingExamples), ...Object.keys(bufLintExamples)];
  expect(examples.filter((id) => !known.has(id))).toEqual([]);
});

/** One side of an example as a file: a syntax and a package are added where it has none. "" for no file. */
function sideOf(diff: string, sign: string, name: string): string {
  const lines = diff.split("\n").filter((line) => line.startsWith(sign) || line.startsWith(" "));
  if (lines.length === 0) return "";
  const text = `${lines.map((line) => line.slice(1)).join("\n")}\n`.replaceAll("shop", name);
  const packaged = /^package /m.test(text)
    ? text
    : text.replace(/^((?:syntax|edition) = .*\n)?/, `$1package ${name}.v1;\n`);
  return /^(syntax|edition) /m.test(packaged) ? packaged : `syntax = "proto3";\n${packaged}`;
}

test("buf finds in the example of each breaking rule what the rule is about", async () => {
  using folder = temporaryFolder();
  const { stdout: listed } = await runBuf(folder.path, [
    "config",
    "ls-breaking-rules",
    "--version",
    "v2",
    "--format",
    "json",
    "--include-deprecated",
  ]);
  const ids = [...listed.matchAll(/^\{"id":"([A-Z0-9_]+)"/gm)]
    .map(([, id = ""]) => id)
    // A deprecated rule about proto1; buf itself reads no image with such a message.
    .filter((id) => id !== "MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT");
  const name = (id: string): string => id.toLowerCase();
  for (const [side, sign] of [
    ["before", "-"],
    ["after", "+"],
  ] as const) {
    for (const id of ids) {
      const text = sideOf(bufBreakingExamples[id] ?? "", sign, name(id));
      if (text !== "") writeFiles(folder.path, { [`${side}/${name(id)}/v1/shop.proto`]: text });
    }
  }
  for (const side of ["before", "after"]) {
    const built = await runBuf(join(folder.path, side), ["build", "-o", "image.binpb"]);
    expect(built.stderr).toBe("");
  }
  const config = JSON.stringify({ version: "v2", breaking: { use: ids } });
  const images = ["after/image.binpb", "--against", "before/image.binpb"];
  const { stdout, stderr } = await runBuf(folder.path, [
    "breaking",
    ...images,
    "--config",
    config,
    "--error-format",
    "json",
  ]);
  expect(stderr).not.toContain("Failure");
  const found = new Set(
    stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => String(JSON.parse(line).type)),
  );
  expect(ids.filter((id) => !found.has(id))).toEqual([]);
});

// About several files, a file name, a missing line that every file here gets, a rule of protovalidate, or deprecated and
// silent.
const beyondOneFile =
  /^(IMPORT_NO_WEAK|FILE_LOWER_SNAKE_CASE|PACKAGE_(DEFINED|DIRECTORY_MATCH|NO_IMPORT_CYCLE|SAME_.*)|DIRECTORY_SAME_PACKAGE|STABLE_.*|SYNTAX_SPECIFIED|PROTOVALIDATE)$/;

test("buf finds what the example of each lint rule removes, and not what it adds", async () => {
  using folder = temporaryFolder();
  const rules = (await allRules(contextIn(folder.path))).filter(({ check }) => check === "lint");
  const ids = rules.map(({ id }) => id).filter((id) => !beyondOneFile.test(id));
  expect(ids.length).toBeGreaterThan(25);
  for (const [side, sign] of [
    ["wrong", "-"],
    ["right", "+"],
  ] as const) {
    for (const id of ids) {
      const name = id.toLowerCase();
      writeFiles(folder.path, { [`${side}/${name}/v1/shop.proto`]: sideOf(bufLintExamples[id] ?? "", sign, name) });
    }
  }
  const found = async (side: string): Promise<Set<string>> => {
    const config = JSON.stringify({ version: "v2", lint: { use: ids } });
    const args = ["lint", "--config", config, "--error-format", "json"];
    const { stdout, stderr } = await runBuf(join(folder.path, side), args);
    expect(stderr).not.toContain("Failure");
    const annotations = stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    return new Set(annotations.map(({ path, type }) => `${type} ${path}`));
  };
  const placeOf = (id: string): string => `${id} ${id.toLowerCase()}/v1/shop.proto`;
  const [wrong, right] = [await found("wrong"), await found("right")];
  expect(ids.filter((id) => !wrong.has(placeOf(id)))).toEqual([]);
  expect(ids.filter((id) => right.has(placeOf(id)))).toEqual([]);
});

const listed = /^ {2}FIELD_NUMBERS_SWAPPED +binary +error\n {4}\S.*\.$/m;

test("`rules` fits 80 columns and names each kind of rule", async () => {
  const { exitCode, stdout } = await runGate("/", "rules");
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect(stdout).toMatch(listed);
  for (const id of ["RPC_NO_DELETE", "COMMENT_FIELD", "FORMAT", "WORKFLOW_LOOSENED"])
    expect(stdout).toContain(`  ${id} `);
  const json = await runGate("/", "rules", "--format", "json");
  expect(JSON.parse(json.stdout)).toMatchObject({
    version: 1,
    rules: expect.arrayContaining([expect.objectContaining({ id: "FORMAT", check: "format" })]),
  });
});

test("`explain` takes a name in any case and tells what, why, an example and what to do", async () => {
  for (const name of ["FIELD_NUMBERS_SWAPPED", "field-numbers-swapped"]) {
    const { exitCode, stdout } = await runGate("/", "explain", name);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^FIELD_NUMBERS_SWAPPED\n {2}engine · binary · error by default/);
    for (const title of ["What it finds", "Why it matters", "Example", "What to do", "If it is right all the same"]) {
      expect(stdout).toContain(`\n${title}\n  `);
    }
    expect(stdout).toMatch(/^ {2}- {2}.* = 1;$/m);
    expect(stdout).toContain("Give each field the number back that it had");
  }
  const { stdout } = await runGate("/", "explain", "rpc_no_delete", "--format", "json");
  expect(JSON.parse(stdout)).toMatchObject({ id: "RPC_NO_DELETE", source: "buf", dimension: "rpc" });
});

test("a rule that is not there gets the nearest name", async () => {
  const cases = [
    ["FIELD_NUMBER_SWAPED", "Did you mean FIELD_NUMBERS_SWAPPED?"],
    ["swapped", "Did you mean FIELD_NUMBERS_SWAPPED?"],
    ["COMPLETELY_ELSE_WHERE", "`breakwater rules` lists all."],
  ] as const;
  for (const [name, advice] of cases) {
    const { exitCode, stderr } = await runGate("/", "explain", name);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(advice)]);
  }
});
