import { styleText } from "node:util";
import { expect, test } from "vitest";
import { ansiToHtml } from "./ansi-to-html.ts";

test("styles become spans, and text stays text", () => {
  const bold = styleText(["bold", "red"], "FAIL: <1>", { validateStream: false });
  const green = styleText("green", "+ a", { validateStream: false });
  expect(ansiToHtml(`${bold}\n  ${green} & b`)).toBe(
    '<span class="bold"><span class="red">FAIL: &#60;1&#62;</span></span>\n  <span class="green">+ a</span> &#38; b',
  );
});

test("a style that it does not know, or that does not end, is a fault", () => {
  expect(() => ansiToHtml("\u001b[36mx\u001b[39m")).toThrow("no class for the terminal's code 36");
  expect(() => ansiToHtml("\u001b[31mx")).toThrow("does not end");
});
