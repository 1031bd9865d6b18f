import type { Severity } from "@breakwater/compat";
import type { Report } from "../check.ts";
import { type CheckName, checkNames } from "../finding.ts";

/** The verdict in one line: "FAIL: 2 breaking, 1 lint (1 warning, 3 notes)". */
export function headline(report: Report): string {
  const counted = [count(report, "warning", "warning"), count(report, "note", "note")].filter((text) => text !== "");
  const rest = counted.length === 0 ? "" : ` (${counted.join(", ")})`;
  switch (report.verdict) {
    case "unchanged":
      return "UNCHANGED: both sides have the same schemas";
    case "pass":
      return `PASS: ${report.checks.join(", ")}${rest}`;
    case "fail":
      return `FAIL: ${errorCounts(report).join(", ")}${rest}`;
  }
}

function count(report: Report, severity: Severity, word: string): string {
  const { length } = report.findings.filter((finding) => finding.severity === severity);
  return length === 0 ? "" : `${length} ${word}${length === 1 ? "" : "s"}`;
}

function errorCounts(report: Report): string[] {
  const errors = report.findings.filter(({ severity }) => severity === "error");
  return checkNames
    .map((name): [CheckName, number] => [name, errors.filter(({ check }) => check === name).length])
    .filter(([, length]) => length > 0)
    .map(([name, length]) => `${length} ${name}`);
}
