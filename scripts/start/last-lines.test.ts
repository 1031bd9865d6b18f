import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { lastLines } from "./last-lines.ts";

test.each([
  { text: "", lines: [] },
  { text: "\n", lines: [] },
  { text: "a\n", lines: ["a"] },
  { text: "a\nb\nc\n", lines: ["b", "c"] },
  { text: "a\nb\nc", lines: ["b", "c"] },
  { text: `${"x".repeat(99)}\n`.repeat(10_000) + "a\nb\n", lines: ["a", "b"] },
])("the last two lines of $text.length characters", ({ text, lines }) => {
  using folder = temporaryFolder();
  const path = join(folder.path, "log");
  writeFileSync(path, text);
  expect(lastLines(path, 2)).toEqual(lines);
});

test("a file that is not there has no lines", () => {
  using folder = temporaryFolder();
  expect(lastLines(join(folder.path, "log"), 2)).toEqual([]);
});
