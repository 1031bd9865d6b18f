import { array, assert, property, stringMatching } from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../finding.ts";
import { commandsIn, hostileReport, hostileTexts } from "../testing/hostile.ts";
import { decidedReport, sampleFinding as finding, sampleReport as report } from "../testing/sample-report.ts";
import { printable } from "./printable.ts";
import { renderText } from "./text.ts";
import { wrap } from "./wrap.ts";

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
  used by src/app.ts:3:7
  Do: Add a new field with the new type and a new number, and deprecate this
  one.
  Or: breakwater waive 0123456789ab, if it has to be.

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

test("what people have decided is told, and what counts is in a group of its own", () => {
  const text = renderText(decidedReport, false);
  expect(text.split("\n")[0]).toBe("FAIL: 2 breaking (1 waived, 1 approved, 1 warning, 2 notes)");
  const unwrapped = text.replaceAll(/\s+/g, " ");
  const waiver = "by team-shop: Nobody calls it yet.";
  for (const part of [
    `Waiver proposed until 2026-12-31 ${waiver} (https://example.com/issues/7). It does not count until it is approved, or is on the base. x/`,
    `Waiver expired after 2026-12-31, ${waiver} x/`,
    "Waived, so they do not fail this check: x/v1/x.proto:4:3 FIELD_SAME_JSON_NAME ",
    `Waived until 2026-12-31 ${waiver} (https://example.com/issues/7) Approved, so they do not fail this check: x/v1/x.proto:4:3 ENUM_DELETED `,
    "Approved by octocat, 2026-11-22T08:00:00Z Good to know:",
  ]) {
    expect(unwrapped).toContain(part);
  }
  expect(text.match(/breakwater waive/g)).toHaveLength(2);
});

test("a report that people let pass counts what they let pass", () => {
  const findings = decidedReport.findings.slice(2, 4);
  expect(renderText({ ...decidedReport, verdict: "pass", findings }, false).split("\n")[0]).toBe(
    "PASS: lint, breaking (1 waived, 1 approved)",
  );
});

test("what another command mends is not for a waiver, and what is gone has its old place", () => {
  for (const [check, rule] of [
    ["format", "FORMAT"],
    ["policy", "WAIVER_EXPIRED"],
  ] as const) {
    expect(renderText({ ...report, findings: [{ ...finding, check, rule }] }, false)).not.toContain("breakwater waive");
  }
  const gone = { ...finding, deleted: true, oldPath: "x/v1/old.proto", oldLine: 7 };
  expect(renderText({ ...report, findings: [gone] }, false)).toContain("  was at x/v1/old.proto:7\n");
});

for (const text of hostileTexts) {
  test(`${JSON.stringify(text.slice(0, 60))} cannot steer a terminal, nor stand where the report speaks`, () => {
    const shown = renderText(hostileReport(text), false);
    expect(commandsIn(shown)).toEqual([]);
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
    const outer = shown.split("\n").filter((line) => /^\S/.test(line));
    expect(outer.filter((line) => !line.includes(" R_"))).toEqual([
      "FAIL: 4 breaking (1 waived, 1 approved, 1 warning, 2 notes)",
      "Waived, so they do not fail this check:",
      "Approved, so they do not fail this check:",
      "Good to know:",
      "On the base already, so they do not fail this check:",
    ]);
  });
}

test("colour is only there when it is asked for", () => {
  expect(renderText(report, false)).not.toContain("\u001b[");
  expect(renderText(report, true)).toContain("\u001b[");
});

test("half a character, and one that nobody sees, is shown", () => {
  expect(printable("a\ud800b\u{e0041}\uffff")).toBe("a\\ud800b\\u{e0041}\\uffff");
});

test("a character without width does not hide why two lines differ", () => {
  expect(printable("\ufeffsyntax\u200b")).toBe("\\ufeffsyntax\\u200b");
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
