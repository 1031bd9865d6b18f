import { expect, test } from "vitest";
import { adviceFor, generalAdvice } from "./advice.ts";
import { runBuf } from "./testing/run-buf.ts";

for (const check of ["breaking", "lint"] as const) {
  test(`every ${check} rule that buf has comes with advice of its own`, async () => {
    const args = ["config", `ls-${check}-rules`, "--version", "v2", "--format", "json", "--include-deprecated"];
    const { stdout } = await runBuf(".", args);
    const rules = [...stdout.matchAll(/^\{"id":"([A-Z0-9_]+)"/gm)].map(([, id = ""]) => id);
    expect(rules.length).toBeGreaterThan(40);
    expect(rules.filter((rule) => adviceFor(check, rule) === generalAdvice)).toEqual([]);
  });
}

test("a rule of a plugin gets general advice", () => {
  expect(adviceFor("lint", "ACME_RULE")).toBe(generalAdvice);
});
