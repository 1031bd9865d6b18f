import { expect, test } from "vitest";
import { exampleReport } from "./example-report.ts";
import { commentPage, terminalPage } from "./pages.ts";

test("the pictures show the change of the README, with something that is waived", async () => {
  const { text, markdown } = await exampleReport();
  const [terminal, comment] = [terminalPage(text), commentPage(markdown)];
  for (const page of [terminal, comment]) {
    expect(page).toContain("FAIL: 3 breaking (1 waived, 1 warning)");
    for (const rule of ["HTTP_BINDING_REMOVED", "VALIDATION_TIGHTENED", "FIELD_NUMBERS_SWAPPED"]) {
      expect(page).toContain(rule);
    }
    expect(page.replaceAll("\u200b", "")).toContain(
      "Waived until 2026-01-31 by @acme/shop: No client has read it since 2.3.",
    );
    // Nothing is loaded from anywhere.
    expect(page).not.toMatch(/<(script|img|link)|url\((?!["']?data:)/);
  }
  const shown = /<pre>([^]*)<\/pre>/
    .exec(terminal)?.[1]
    ?.replaceAll(/<[^>]*>|&#\d+;/g, (part) => (part[0] === "&" ? "&" : ""));
  expect(Math.max(...(shown ?? "").split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(comment).toContain('<span class="removed">- string customer = 1;</span>');
});
