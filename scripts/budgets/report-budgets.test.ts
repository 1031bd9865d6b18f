import { expect, test } from "vitest";
import { measureFile } from "./measure-file.ts";
import { type Measurements, metrics } from "./metrics.ts";
import { reportBudgets } from "./report-budgets.ts";

const documented = { name: "read", file: "packages/gate/src/read.ts", line: 4, documented: true };
const cycle = { file: "a.ts", line: 1, rule: "no-cycles", message: "imports in a circle: a.ts → b.ts → a.ts" };

function of(text: string, rest: Partial<Measurements> = {}): Measurements {
  return { files: [measureFile("scripts/a.ts", text)], cycles: [], publicExports: [documented], ...rest };
}

const statements = (count: number): string => "  work();\n".repeat(count);

/** For each metric with a limit: what is just within it, what is beyond it, and the report of the latter. */
const cases: Record<string, { within: Measurements; beyond: Measurements; finding: string }> = {
  "file lines, median / max": {
    within: of("\n".repeat(500)),
    beyond: of("\n".repeat(501)),
    finding: "scripts/a.ts file lines: 501 lines; split it",
  },
  "function lines, p90 / max": {
    within: of(`function long() {\n${statements(98)}}\n`),
    beyond: of(`\nconst long = () => {\n${statements(99)}};\n`),
    finding: "scripts/a.ts:2 function lines: a function of 101 lines; split it",
  },
  "positional parameters": {
    within: of("function f(this: A, a: A, b: A, c: A, d: A) {}\n"),
    beyond: of("class C {\n  f(a: A, b: A, { c }: A, d = 1, ...e: A[]) {}\n}\n"),
    finding: "scripts/a.ts:2 positional parameters: 5 parameters; take one options object",
  },
  any: {
    within: of("let any: unknown; // any\n"),
    beyond: of("let a: A;\nlet b: Map<string, any>;\n"),
    finding: "scripts/a.ts:2 any: say what it is, or `unknown`",
  },
  "non-null !": {
    within: of("const a = !b;\n"),
    beyond: of("const a = b!.c;\n"),
    finding: "scripts/a.ts:1 non-null !: check for undefined, or make the type say that it cannot be",
  },
  "default exports": {
    within: { ...of(""), files: [measureFile("vitest.config.ts", "export default {};\n")] },
    beyond: of("const a = 1;\nexport { a as default };\n"),
    finding: "scripts/a.ts:2 default exports: export it by name",
  },
  "`as` per 1000 lines": {
    within: of("const a = [1] as const;\n// checked by the parser\nconst b = c as D;\nconst e = f as G; // as above\n"),
    beyond: of("// about something else\n\nconst a = b as C;\n"),
    finding: "scripts/a.ts:3 `as`: a type assertion without a comment on its line or the line above",
  },
  "import cycles": {
    within: of(""),
    beyond: of("", { cycles: [cycle] }),
    finding: "a.ts:1 no-cycles: imports in a circle: a.ts → b.ts → a.ts",
  },
  "doc comments on package exports": {
    within: of("", { publicExports: [documented, documented, documented, { ...documented, documented: false }] }),
    beyond: of("", { publicExports: [documented, documented, { ...documented, name: "write", documented: false }] }),
    finding: "packages/gate/src/read.ts:4 doc comments: write is exported by its package and has no doc comment",
  },
  "skipped, only, todo": {
    within: of('test("a", () => {});\nlist.skip(1);\n'),
    beyond: of('test("a", () => {});\ntest.concurrent.skip("b", () => {});\n'),
    finding: "scripts/a.ts:2 skipped, only, todo: run the test or delete it",
  },
};

for (const [name, { within, beyond, finding }] of Object.entries(cases)) {
  test(`${name}: what is within the limit passes`, () => {
    expect(reportBudgets(within)).toMatchObject({ passed: true, text: expect.not.stringContaining("PAST THE LIMIT") });
  });

  test(`${name}: what is beyond the limit fails with its place`, () => {
    const { text, passed } = reportBudgets(beyond);
    const marked = text.split("\n").filter((line) => line.endsWith("PAST THE LIMIT"));
    expect(marked.map((line) => line.slice(0, name.length))).toEqual([name]);
    expect(text).toContain(`\n${finding}`);
    expect(passed).toBe(false);
  });
}

test("each metric with a limit has its cases", () => {
  const limited = metrics.filter(({ limit }) => limit !== "").map(({ name }) => name);
  expect(Object.keys(cases).toSorted()).toEqual(limited.toSorted());
});

test("a miss of the target alone is told and passes", () => {
  const { text, passed } = reportBudgets(of("\n".repeat(401)));
  expect(text).toMatch(/^file lines.* 401 \/ 401 +past the target$/m);
  expect(passed).toBe(true);
});

test("what declares tests may be long, a test may not", () => {
  const tests = `test("a", () => {\n${statements(60)}});\n`.repeat(2);
  expect(reportBudgets(of(`export function contract(): void {\n${tests}}\n`)).passed).toBe(true);
  expect(reportBudgets(of(`describe.each(table)("group", () => {\n${tests}});\n`)).passed).toBe(true);
  expect(reportBudgets(of(`test("a", () => {\n${statements(100)}});\n`)).passed).toBe(false);
});

test("tests are weighed against sources", () => {
  const files = [measureFile("a.ts", "\n".repeat(100)), measureFile("a.test.ts", "\n".repeat(90))];
  expect(reportBudgets({ ...of(""), files }).text).toMatch(/^test lines.* 0\.90$/m);
});

test("a file that cannot be parsed is named", () => {
  expect(() => measureFile("broken.ts", "let = ;")).toThrow(/^broken\.ts cannot be parsed: /);
});
