import type { Report } from "../check.ts";
import { type CheckName, checkNames } from "../finding.ts";

/** The verdict in one line: "FAIL: 2 breaking, 1 lint". */
export function headline(report: Report): string {
  const existing = report.findings.filter((finding) => finding.existing).length;
  const known = existing === 0 ? "" : ` (${existing} existing, not counted)`;
  switch (report.verdict) {
    case "unchanged":
      return "UNCHANGED: both sides have the same schemas";
    case "pass":
      return `PASS: ${report.checks.join(", ")}${known}`;
    case "fail":
      return `FAIL: ${counts(report).join(", ")}${known}`;
  }
}

function counts(report: Report): string[] {
  const errors = report.findings.filter(({ severity }) => severity === "error");
  return checkNames
    .map((name): [CheckName, number] => [name, errors.filter(({ check }) => check === name).length])
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
}
