import type { Report } from "../check.ts";
import type { Finding } from "../finding.ts";
import { printJson } from "./print-json.ts";

/** Version of the JSON report; a change that breaks its readers makes it 2. */
const jsonVersion = 1;

/** Renders a report as one JSON object with a newline at its end. */
export function renderJson(report: Report): string {
  const { verdict, head, base, rules, checks, notes } = report;
  const findings = report.findings.map(toJson);
  return printJson({ version: jsonVersion, verdict, head, base, rules: rules ?? null, checks, notes, findings });
}

/** Renders an outcome without a verdict, so that a program that reads the report always finds one object. */
export function renderJsonError(error: { readonly code: number; readonly message: string }): string {
  return printJson({ version: jsonVersion, verdict: "error", error, findings: [] });
}

// Named one by one, so that a field of ours does not slip into the contract.
function toJson(finding: Finding): Finding {
  const { check, rule, severity, existing, element, path, line, column, deleted, oldPath, oldLine } = finding;
  const { message, advice, dimension, breaks, witness, fingerprint, waiver, approval, baselines, consumers } = finding;
  const lines = { old: finding.old, new: finding.new };
  return {
    check,
    rule,
    severity,
    existing,
    element,
    path,
    line,
    column,
    deleted,
    oldPath,
    oldLine,
    ...lines,
    message,
    advice,
    dimension,
    breaks,
    witness,
    fingerprint,
    waiver,
    approval,
    baselines,
    consumers,
  };
}
