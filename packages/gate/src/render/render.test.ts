import { array, assert, property, string, stringMatching } from "fast-check";
import { expect, test } from "vitest";
import type { Report } from "../check.ts";
import type { Finding } from "../finding.ts";
import { renderGithub, renderGithubError } from "./github.ts";
import { renderJson } from "./json.ts";
import { printable } from "./printable.ts";
import { renderText } from "./text.ts";
import { wrap } from "./wrap.ts";

const finding: Finding = {
  check: "breaking",
  rule: "FIELD_SAME_TYPE",
  severity: "error",
  existing: false,
  element: "x.v1.M.a",
  path: "x/v1/x.proto",
  line: 4,
  column: 3,
  deleted: false,
  oldPath: "x/v1/x.proto",
  oldLine: 4,
  old: "int32 a = 1;",
  new: "int64 a = 1;",
  message: 'Field "1" with name "a" on message "M" changed type from "int32" to "int64".',
  advice: "Add a new field with the new type and a new number, and deprecate this one.",
  dimension: "binary",
  breaks: ["callers"],
  witness: {
    confirmed: true,
    flow: "old-to-new",
    input: { kind: "binary", text: "08ff" },
    before: '{"a":-1}',
    after: "refused",
  },
  fingerprint: "0123456789ab",
  waiver: null,
  approval: null,
};

const report: Report = {
  verdict: "fail",
  findings: [finding, { ...finding, check: "lint", rule: "FIELD_LOWER_SNAKE_CASE", severity: "note", existing: true }],
  head: "working tree",
  base: "main (0123456789ab)",
  rules: "base",
  checks: ["lint", "breaking"],
  notes: ["baseline: merge-base of HEAD and main"],
};

test("the text report has the verdict first, both lines, and what to do", () => {
  expect(renderText(report, false)).toBe(`FAIL: 1 breaking (1 note)
   head  working tree
   base  main (0123456789ab)
  rules  buf.yaml of the base
   note  baseline: merge-base of HEAD and main

x/v1/x.proto:4:3 FIELD_SAME_TYPE
  in x.v1.M.a
  Field "1" with name "a" on message "M" changed type from "int32" to "int64".
    - int32 a = 1;
    + int64 a = 1;
  breaks callers (binary)
  binary  08ff
    old  {"a":-1}
    new  refused
  Do: Add a new field with the new type and a new number, and deprecate this
  one.

On the base already, so they do not fail this check:
  x/v1/x.proto:4:3 FIELD_LOWER_SNAKE_CASE
    Field "1" with name "a" on message "M" changed type from "int32" to "int64".
`);
});

test("of many notes the first 40 are listed, and the last line says where the others are", () => {
  const notes = Array.from({ length: 43 }, (_, index): Finding => ({ ...finding, severity: "note", line: index + 1 }));
  const lines = renderText({ ...report, verdict: "pass", findings: notes }, false)
    .trimEnd()
    .split("\n");
  expect(lines.filter((line) => line.includes("FIELD_SAME_TYPE"))).toHaveLength(40);
  expect(lines.at(-1)).toBe("  and 3 more: `--format json` has them all");
});

test("colour is only there when it is asked for", () => {
  expect(renderText(report, false)).not.toContain("\u001b[");
  expect(renderText(report, true)).toContain("\u001b[");
});

test("the github report has one annotation per finding, and notes are notices", () => {
  const [error, notice] = renderGithub(report, "api").split("\n");
  expect(error).toBe(
    '::error file=api/x/v1/x.proto,line=4,col=3,title=FIELD_SAME_TYPE::Field "1" with name "a" on message "M" changed type from "int32" to "int64".%0Awas: int32 a = 1;%0Anow: int64 a = 1;%0Abreaks callers (binary)%0Abinary  08ff%0A  old  {"a":-1}%0A  new  refused%0AAdd a new field with the new type and a new number, and deprecate this one.',
  );
  expect(notice).toMatch(/^::notice .*title=FIELD_LOWER_SNAKE_CASE \(existing\)::/);
});

test("the JSON report is one object with exactly the fields of the contract", () => {
  const json: unknown = JSON.parse(renderJson(report));
  expect(json).toMatchObject({ version: 1, verdict: "fail", findings: [finding, { existing: true }] });
  expect(JSON.parse(renderJson({ ...report, verdict: "pass", findings: [] }))).toMatchObject({
    verdict: "pass",
    findings: [],
  });
});

const hostile = [
  "\u001b[2J",
  "\u001b]8;;https://evil\u0007",
  "a\r\nPASS",
  "\u202egnp.exe",
  "::error::x",
  "%0A::stop",
  "`x`<b>",
  "\u0000",
];

test("text from a schema can neither steer a terminal nor start a workflow command", () => {
  for (const text of hostile) {
    const witness = { confirmed: false, reason: text } as const;
    const evil = { ...finding, witness, element: text, path: text, old: text, new: text, message: text, rule: "R" };
    const shown = renderText({ ...report, findings: [evil], notes: [text], head: text }, false);
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    const lines = renderGithub({ ...report, findings: [evil] }, "")
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]?.startsWith("::error file=")).toBe(true);
    expect(lines[1]).toMatch(/^FAIL/);
  }
});

test("an annotation reads back as what was written", () => {
  assert(
    property(string({ unit: "binary" }), string({ unit: "binary" }), (path, message) => {
      const [line = "", ...rest] = renderGithub({ ...report, findings: [{ ...finding, path, message }] }, "").split(
        "\n",
      );
      expect(rest).toHaveLength(2);
      const [, properties = "", data = ""] = /^::error ([^]*?)::([^]*)$/.exec(line) ?? [];
      expect(unescape(properties.split(",")[0]?.slice("file=".length) ?? "")).toBe(path);
      expect(unescape(data).startsWith(message)).toBe(true);
    }),
  );
});

// The order of the runner: "%25" last.
function unescape(text: string): string {
  return text
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%0A", "\n")
    .replaceAll("%0D", "\r")
    .replaceAll("%25", "%");
}

test("a character without width does not hide why two lines differ", () => {
  expect(printable("\ufeffsyntax\u200b")).toBe("\\ufeffsyntax\\u200b");
});

test("an error without a verdict is one annotation", () => {
  expect(renderGithubError("100%\r\n::error::x")).toBe("::error title=breakwater::100%25%0D%0A::error::x\n");
});

test("wrapping keeps every word and the width", () => {
  assert(
    property(array(stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), (words) => {
      const lines = wrap(words.join(" "), 12);
      expect(lines.join(" ")).toBe(words.join(" "));
      expect(lines.every((line) => line.length <= 12)).toBe(true);
    }),
  );
});

test("ordinary text of any script is printed as it is", () => {
  expect(printable("Größe 漢字 🎉 é\u0301")).toBe("Größe 漢字 🎉 é\u0301");
});
