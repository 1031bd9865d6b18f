import type { Report } from "../check.ts";
import { type Finding, checkNames } from "../finding.ts";
import { groupFindings } from "./groups.ts";

/** The verdict in one line: "FAIL: 2 breaking, 1 lint (1 waived, 1 warning, 3 notes)". */
export function headline(report: Report): string {
  const { failing, waived, approved, warnings, notes, existing } = groupFindings(report.findings);
  const counted = [
    count(waived.length, "waived"),
    count(approved.length, "approved"),
    count(warnings.length, "warning", "warnings"),
    count(notes.length + existing.length, "note", "notes"),
  ].flat();
  const rest = counted.length === 0 ? "" : ` (${counted.join(", ")})`;
  switch (report.verdict) {
    case "unchanged":
      return "UNCHANGED: both sides have the same schemas";
    case "pass":
      return `PASS: ${report.checks.join(", ")}${rest}`;
    case "fail":
      return `FAIL: ${countsByCheck(failing).join(", ")}${rest}`;
  }
}

/** One or more of something, in a list of their own; none is an empty one. */
function count(length: number, one: string, many: string = one): string[] {
  return length === 0 ? [] : [`${length} ${length === 1 ? one : many}`];
}

function countsByCheck(findings: readonly Finding[]): string[] {
  return checkNames.flatMap((name) => count(findings.filter(({ check }) => check === name).length, name));
}
