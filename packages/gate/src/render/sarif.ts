import { rules } from "@breakwater/compat";
import type { Location, Log, Region, ReportingDescriptor, Result, Run, Suppression } from "sarif";
import { adviceFor } from "../advice.ts";
import type { Report } from "../check.ts";
import type { Finding } from "../finding.ts";
import { version } from "../version.ts";
import { decision } from "./decision.ts";
import { evidence } from "./evidence.ts";
import { printJson } from "./print-json.ts";
import { printable } from "./printable.ts";

/**
 * Renders a report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), one run with a result per finding.
 * What a waiver or an approval lets pass is suppressed, what the base has already is unchanged.
 * @param prefix folder of the check from the top of the repository, where its paths start; "" at the top
 */
export function renderSarif(report: Report, prefix: string): string {
  const results = report.findings.map((finding) => toResult(finding, prefix));
  const known = new Map(report.findings.map((finding) => [finding.rule, finding]));
  const run = newRun([...known.values()].map(toRule), results);
  return print({ ...run, invocations: [{ executionSuccessful: true }] });
}

/** Renders an outcome without a verdict: a run that did not succeed. */
export function renderSarifError({ code, message }: { readonly code: number; readonly message: string }): string {
  const text = message.split("\n").map(plain).join("\n");
  const notification = { level: "error", message: { text } } as const;
  const failed = { executionSuccessful: false, exitCode: code, toolExecutionNotifications: [notification] };
  return print({ ...newRun([], []), invocations: [failed] });
}

function newRun(descriptors: ReportingDescriptor[], results: Result[]): Run {
  return { tool: { driver: { name: "breakwater", version, rules: descriptors } }, results };
}

function print(run: Run): string {
  const log: Log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
  return printJson(log);
}

const engineRules = new Map(rules.map((rule) => [rule.id, rule]));

function toRule({ rule, check, dimension }: Finding): ReportingDescriptor {
  const known = engineRules.get(rule);
  return {
    id: rule,
    ...(known === undefined ? {} : { shortDescription: { text: plain(known.purpose) } }),
    help: { text: plain(known?.advice ?? adviceFor(check, rule)) },
    properties: { tags: [check, ...(dimension === null ? [] : [dimension])] },
  };
}

function toResult(finding: Finding, prefix: string): Result {
  const { check, rule, severity, existing, element, message, advice, old, new: now, breaks, fingerprint } = finding;
  return {
    ruleId: rule,
    level: severity,
    baselineState: existing ? "unchanged" : "new",
    message: { text: plain(message) },
    ...placesOf(finding, prefix),
    // GitHub tells by the second one whether it has the alert already.
    partialFingerprints: { "breakwater/v1": fingerprint, primaryLocationLineHash: `${fingerprint}:1` },
    suppressions: suppressionsOf(finding),
    properties: { check, element, old, new: now, breaks, evidence: evidence(finding), advice },
  };
}

/** Where a result is: of what was deleted the place that it had, with the place on the head beside it. */
function placesOf(
  { path, line, column, deleted, oldPath, oldLine }: Finding,
  prefix: string,
): Pick<Result, "locations" | "relatedLocations"> {
  const here = path === "" ? [] : [locationAt(joined(prefix, path), { startLine: line, startColumn: column })];
  if (!deleted || oldPath === null) return { locations: here };
  const old = locationAt(joined(prefix, oldPath), oldLine === null ? undefined : { startLine: oldLine });
  return { locations: [old], relatedLocations: here };
}

function joined(prefix: string, path: string): string {
  return prefix === "" ? path : `${prefix}/${path}`;
}

function locationAt(path: string, region: Region | undefined): Location {
  // A part of a path can hold whatever a URI has a meaning for; half of a surrogate pair has no form in one.
  const uri = path.toWellFormed().split("/").map(encodeURIComponent).join("/");
  const artifactLocation = { uri, uriBaseId: "%SRCROOT%" };
  return { physicalLocation: region === undefined ? { artifactLocation } : { artifactLocation, region } };
}

/** Decisions by their status in SARIF; a waiver that has expired suppresses nothing. */
function suppressionsOf(finding: Finding): Suppression[] {
  const { waiver, approval } = finding;
  if (approval === null && (waiver === null || waiver.status === "expired")) return [];
  const status = waiver?.status === "active" || approval !== null ? "accepted" : "underReview";
  return [{ kind: "external", status, justification: printable(decision(finding) ?? "") }];
}

/**
 * Text of somebody else for a message: neither a link nor a placeholder (SARIF 3.11.5 and 3.11.6). Other braces stay,
 * for most readers show them as they are.
 */
function plain(text: string): string {
  return printable(text)
    .replaceAll("](", "]\u200b(")
    .replaceAll(/\{(\d+)\}/g, "{{$1}}");
}
