import { expect, test } from "vitest";
import type { PolicyReport } from "../policy-report.ts";
import { commandsIn, hostileTexts } from "../testing/hostile.ts";
import { renderPolicyJson, renderPolicyText } from "./policy.ts";

for (const text of hostileTexts) {
  test(`${JSON.stringify(text.slice(0, 60))} is nothing but text in a policy`, () => {
    const line = { text, source: text };
    const report: PolicyReport = {
      label: text,
      packages: [],
      unchecked: 1,
      severities: [line],
      customOptions: [line],
      maxWaiverDays: line,
      waivers: [line],
      releases: [line],
    };
    const shown = renderPolicyText(report);
    expect(shown.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e]/u);
    expect(commandsIn(shown)).toEqual([]);
    expect(commandsIn(renderPolicyJson(report))).toEqual([]);
    expect(JSON.parse(renderPolicyJson(report))).toMatchObject({ input: text, waivers: [line] });
  });
}
