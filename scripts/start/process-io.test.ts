import { expect, test } from "vitest";
import { wantsColor } from "./process-io.ts";

test.each([
  { stdout: { isTTY: true }, env: {}, color: true },
  { stdout: { isTTY: true }, env: { NO_COLOR: "" }, color: true },
  { stdout: { isTTY: true }, env: { NO_COLOR: "1" }, color: false },
  { stdout: { isTTY: false }, env: {}, color: false },
  { stdout: {}, env: {}, color: false },
])("colour is $color for $stdout and $env", ({ stdout, env, color }) => {
  expect(wantsColor(stdout, env)).toBe(color);
});
