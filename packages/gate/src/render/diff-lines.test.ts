import { expect, test } from "vitest";
import { sampleFinding } from "../testing/sample-report.ts";
import { diffLines } from "./diff-lines.ts";

const cases: readonly (readonly [what: string, old: string | null, now: string | null, lines: readonly string[]])[] = [
  ["one line that changed", "a", "b", ["- a", "+ b"]],
  ["lines that both begin and end with", "{\n  a\n}", "{\n  b\n  c\n}", ["  {", "-   a", "+   b", "+   c", "  }"]],
  ["a line that comes twice", "a\na", "a", ["  a", "- a"]],
  ["equal lines", "a\nb", "a\nb", ["  a", "  b"]],
  ["nothing before", null, "a", ["+ a"]],
  ["nothing after", "a\nb", null, ["- a", "- b"]],
  ["nothing at all", null, null, []],
];

for (const [what, old, now, lines] of cases) {
  test(`a diff of ${what}`, () => expect(diffLines({ ...sampleFinding, old, new: now })).toEqual(lines));
}

test("what is gone stands below what was around it", () => {
  const gone = { ...sampleFinding, deleted: true, old: "int32 a = 1;", new: "message M {" };
  expect(diffLines(gone)).toEqual(["  message M {", "- int32 a = 1;"]);
});
