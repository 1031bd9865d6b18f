import { expect, test } from "vitest";
import { formatFindings } from "./finding.ts";
import { lineOf } from "./line-of.ts";

test("findings are sorted by position and printed once", () => {
  const late = { file: "b.ts", line: 2, rule: "rule", message: "wrong" };
  const text = formatFindings([{ ...late, line: 10 }, late, { ...late, file: "a.ts", line: 0 }, late]);
  expect(text).toBe("a.ts rule: wrong\nb.ts:2 rule: wrong\nb.ts:10 rule: wrong\n");
});

for (const [offset, line] of [
  [0, 1],
  [3, 1],
  [4, 2],
  [5, 3],
] as const) {
  test(`offset ${offset} is on line ${line}`, () => expect(lineOf("abc\n\nd", offset)).toBe(line));
}
