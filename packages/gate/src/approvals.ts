import type { Report } from "./check.ts";
import { type Finding, isFailing } from "./finding.ts";

/** What somebody who may has let pass, and when. */
export interface Approvals {
  /** Fingerprints of the findings that were shown to them. */
  readonly fingerprints: ReadonlySet<string>;
  readonly by: string;
  /** When, in UTC: "2026-12-31T08:00:00Z". */
  readonly at: string;
}

/** The same report, in which approved findings say so and fail nothing. All of them stay in it. */
export function withApprovals(report: Report, approvals: Approvals): Report {
  const { by, at } = approvals;
  const findings = report.findings.map((finding): Finding => {
    return isApproved(finding, approvals) ? { ...finding, approval: { by, at } } : finding;
  });
  if (report.verdict !== "fail") return { ...report, findings };
  return { ...report, findings, verdict: findings.some(isFailing) ? "fail" : "pass" };
}

function isApproved(finding: Finding, { fingerprints }: Approvals): boolean {
  // A waiver that is wrong would be wrong for every change after this one, whoever approves it.
  const isAboutWaivers = finding.rule.startsWith("WAIVER_");
  return !isAboutWaivers && isFailing(finding) && fingerprints.has(finding.fingerprint);
}
