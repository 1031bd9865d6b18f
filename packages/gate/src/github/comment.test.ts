import { expect, test } from "vitest";
import type { Report } from "../check.ts";
import { noChange } from "../finding.ts";
import { undecided } from "../fingerprint.ts";
import { composeComment, composeFailure, markerOf } from "./comment.ts";
import { type Shown, decodeState, maxFingerprints } from "./comment-state.ts";

const signing = { subject: "acme/api#12", key: "k" };
const marker = markerOf("Schema gate/gate --> <b>");

function reportOf(count: number, message: string): Report {
  const findings = Array.from({ length: count }, (_, index) => {
    const place = { path: "x.proto", line: index + 1, column: 1, element: `x.M.f${index}`, old: null, new: null };
    const kind = { check: "breaking", rule: "FIELD_SAME_TYPE", severity: "error", existing: false } as const;
    return undecided({ ...kind, ...place, message, advice: "Repair it.", ...noChange });
  });
  const sides = { head: "head", base: "base", rules: "base" } as const;
  return { verdict: "fail", findings, ...sides, checks: ["breaking"], notes: [] };
}

function compose(report: Report, earlier: readonly Shown[] = []): string {
  const decision = { approvals: undefined, refusal: undefined };
  return composeComment({ report, decision, distrust: undefined, label: "ok", marker, earlier, signing });
}

test("a comment fits, whatever there is to say, and only what it shows can be approved", () => {
  const full = { fingerprints: Array.from({ length: maxFingerprints }, (_, index) => `${index}`.padStart(12, "0")) };
  const earlier = ["1", "2", "3", "4"].map((second) => ({ ...full, at: `2026-01-01T00:00:0${second}Z` }));
  for (const [count, message] of [
    [1, "x"],
    [3000, "x"],
    [50, "```".repeat(5000)],
  ] as const) {
    const report = reportOf(count, message);
    const body = compose(report, earlier);
    expect(body.length).toBeLessThan(65_536);
    const { shown = [] } = decodeState(body, signing) ?? {};
    const [text = ""] = body.split("<!-- breakwater-state");
    const visible = new Set(text.match(/[0-9a-f]{12}/g));
    expect(shown.filter((fingerprint) => !visible.has(fingerprint))).toEqual([]);
    expect(shown.length).toBeLessThanOrEqual(maxFingerprints);
  }
  expect(decodeState(compose(reportOf(1, "x")), signing)?.shown).toHaveLength(1);
});

test("the marker is one comment of HTML, whatever the job is called", () => {
  expect(marker).toBe("<!-- breakwater:Schema_gate/gate_b_ -->");
});

test("a failure is shown as it is, and shows nothing to approve", () => {
  const message = "x.proto:1:1: unexpected ```\n</details> @everybody";
  const body = composeFailure(message, { marker, earlier: [], signing });
  expect(body).toContain(`\n\`\`\`\`text\n${message}\n\`\`\`\`\n`);
  expect(decodeState(body, signing)).toEqual({ shown: [], earlier: [] });
  expect(composeFailure("`".repeat(30_000), { marker, earlier: [], signing }).length).toBeLessThan(65_536);
});
