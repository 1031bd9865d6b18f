import { expect, test } from "vitest";
import { withApprovals } from "./approvals.ts";
import type { Report } from "./check.ts";
import { type Finding, type Found, noChange } from "./finding.ts";
import { undecided } from "./fingerprint.ts";

const found = (rule: string, rest: Partial<Found> = {}): Finding => {
  const place = { path: "x.proto", line: 1, column: 1, element: `x.${rule}`, old: null, new: null };
  const words = { message: `${rule} is wrong.`, advice: "Repair it." };
  return undecided({
    check: "breaking",
    rule,
    severity: "error",
    existing: false,
    ...place,
    ...words,
    ...noChange,
    ...rest,
  });
};
const reportOf = (...findings: Finding[]): Report => ({
  verdict: findings.some(({ severity }) => severity === "error") ? "fail" : "pass",
  findings,
  head: "head",
  base: "base",
  rules: "base",
  checks: ["breaking"],
  notes: [],
});
const approvalsOf = (...findings: Finding[]): Parameters<typeof withApprovals>[1] => {
  return {
    fingerprints: new Set(findings.map(({ fingerprint }) => fingerprint)),
    by: "bob",
    at: "2026-01-01T00:00:00Z",
  };
};

const [first, second, note] = [found("FIRST"), found("SECOND"), found("NOTE", { severity: "note" })];
const waiver = found("WAIVER_UNUSED", { check: "policy" });

test("what is approved passes and stays in the report, with who and when", () => {
  const { verdict, findings } = withApprovals(reportOf(first, note), approvalsOf(first, note));
  expect(verdict).toBe("pass");
  const approval = { by: "bob", at: "2026-01-01T00:00:00Z" };
  expect(findings).toEqual([{ ...first, approval }, note]);
});

test("what is not approved fails beside it", () => {
  expect(withApprovals(reportOf(first, second), approvalsOf(first))).toMatchObject({ verdict: "fail" });
  expect(withApprovals(reportOf(second), approvalsOf(first)).findings).toEqual([second]);
});

test("a waiver that is wrong cannot be approved", () => {
  expect(withApprovals(reportOf(waiver), approvalsOf(waiver))).toEqual(reportOf(waiver));
});

test("a waiver that the change proposes counts once it is approved; one that counts needs no approval", () => {
  const about = { reason: "", owner: "", issue: null, until: "2026-12-31" };
  const proposed: Finding = { ...first, waiver: { status: "proposed", ...about } };
  const active: Finding = { ...second, waiver: { status: "active", ...about } };
  const report = withApprovals(reportOf(proposed, active), approvalsOf(proposed, active));
  expect(report.verdict).toBe("pass");
  expect(report.findings.map(({ approval }) => approval?.by)).toEqual(["bob", undefined]);
});

test("a report in which nothing fails is as it was", () => {
  for (const report of [reportOf(note), { ...reportOf(), verdict: "unchanged" as const }]) {
    expect(withApprovals(report, approvalsOf(first, note))).toEqual(report);
  }
});
