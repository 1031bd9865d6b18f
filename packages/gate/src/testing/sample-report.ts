import type { Report } from "../check.ts";
import type { Approval, Finding, FindingWaiver } from "../finding.ts";

/** A finding that fails its check, with a witness. */
export const sampleFinding: Finding = {
  check: "breaking",
  rule: "FIELD_SAME_TYPE",
  severity: "error",
  existing: false,
  element: "x.v1.M.a",
  path: "x/v1/x.proto",
  line: 4,
  column: 3,
  deleted: false,
  oldPath: "x/v1/x.proto",
  oldLine: 4,
  old: "int32 a = 1;",
  new: "int64 a = 1;",
  message: 'Field "1" with name "a" on message "M" changed type from "int32" to "int64".',
  advice: "Add a new field with the new type and a new number, and deprecate this one.",
  dimension: "binary",
  breaks: ["callers"],
  witness: {
    confirmed: true,
    flow: "old-to-new",
    input: { kind: "binary", text: "08ff" },
    before: '{"a":-1}',
    after: "refused",
  },
  fingerprint: "0123456789ab",
  waiver: null,
  approval: null,
  baselines: [],
  consumers: [{ path: "src/app.ts", line: 3, column: 7, text: "book.a" }],
};

/** A waiver that counts. */
const sampleWaiver: FindingWaiver = {
  status: "active",
  reason: "Nobody calls it yet.",
  owner: "team-shop",
  issue: "https://example.com/issues/7",
  until: "2026-12-31",
};

const sampleApproval: Approval = { by: "octocat", at: "2026-11-22T08:00:00Z" };

/** A report that fails, with a note about what the base has already. */
export const sampleReport: Report = {
  verdict: "fail",
  findings: [
    sampleFinding,
    { ...sampleFinding, check: "lint", rule: "FIELD_LOWER_SNAKE_CASE", severity: "note", existing: true },
  ],
  head: "working tree",
  base: "main (0123456789ab)",
  rules: "base",
  checks: ["lint", "breaking"],
  notes: ["baseline: merge-base of HEAD and main"],
};

/** One finding in each group of a report. */
export const decidedReport: Report = {
  ...sampleReport,
  findings: [
    { ...sampleFinding, waiver: { ...sampleWaiver, status: "proposed" } },
    { ...sampleFinding, rule: "FIELD_SAME_NAME", waiver: { ...sampleWaiver, status: "expired", issue: null } },
    { ...sampleFinding, rule: "FIELD_SAME_JSON_NAME", waiver: sampleWaiver },
    {
      ...sampleFinding,
      rule: "ENUM_DELETED",
      deleted: true,
      oldPath: "x/v1/e.proto",
      oldLine: 9,
      approval: sampleApproval,
    },
    { ...sampleFinding, rule: "RPC_DELETED", severity: "warning" },
    { ...sampleFinding, rule: "TS_PROPERTY_ADDED", severity: "note", old: null, witness: null, breaks: [] },
    { ...sampleFinding, check: "lint", rule: "FIELD_LOWER_SNAKE_CASE", severity: "note", existing: true },
  ],
};

/** The four verdicts that are no error, with findings of every kind. */
export const sampleReports: readonly Report[] = [
  sampleReport,
  decidedReport,
  { ...decidedReport, verdict: "pass", findings: decidedReport.findings.slice(2) },
  { ...sampleReport, verdict: "pass", findings: [] },
  { ...sampleReport, verdict: "unchanged", findings: [], rules: undefined, checks: [] },
];
