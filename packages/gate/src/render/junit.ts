import type { Report } from "../check.ts";
import type { CheckName, Finding } from "../finding.ts";
import { decision, wayOut } from "./decision.ts";
import { diffLines } from "./diff-lines.ts";
import { evidence } from "./evidence.ts";
import { type Groups, groupFindings } from "./groups.ts";
import { headline } from "./headline.ts";
import { oldPlace, place } from "./place.ts";
import { xmlElement, xmlText } from "./xml.ts";

/**
 * Renders a report as JUnit's XML, as build servers read it: a suite per check, with a failed case per finding that
 * fails, a skipped one per finding that was waived or approved, and one that passes where neither is. Warnings and notes
 * are what the suite has printed.
 */
export function renderJunit(report: Report): string {
  const suites = report.checks.map((check) => suite(check, report.findings));
  if (suites.length > 0) return document(suites);
  // A file without any case reads like a run that was never made.
  const passed = xmlElement("testcase", { name: headline(report), classname: "breakwater" });
  return document([{ ...emptySuite, cases: [passed] }]);
}

/** Renders an outcome without a verdict: one case that could not be run. */
export function renderJunitError({ code, message }: { readonly code: number; readonly message: string }): string {
  const lines = message.split("\n");
  const error = xmlElement("error", { type: `exit code ${code}`, message: lines[0] ?? "" }, xmlText(lines));
  const ended = xmlElement("testcase", { name: "breakwater", classname: "breakwater" }, error);
  return document([{ ...emptySuite, cases: [ended], errors: 1 }]);
}

/** A suite before it is written. */
interface Suite {
  readonly name: string;
  /** XML of the cases. */
  readonly cases: readonly string[];
  readonly failures: number;
  readonly skipped: number;
  readonly errors: number;
  /** Lines of what it printed. */
  readonly output: readonly string[];
}

const emptySuite: Suite = { name: "breakwater", cases: [], failures: 0, skipped: 0, errors: 0, output: [] };

function suite(check: CheckName, findings: readonly Finding[]): Suite {
  const groups = groupFindings(findings.filter((finding) => finding.check === check));
  const { failing, waived, approved } = groups;
  const skipped = [...waived, ...approved];
  const cases = [...failing.map(failedCase), ...skipped.map(skippedCase)];
  const passed = xmlElement("testcase", { name: `${check}: nothing fails`, classname: `breakwater.${check}` });
  return {
    ...emptySuite,
    name: check,
    cases: cases.length === 0 ? [passed] : cases,
    failures: failing.length,
    skipped: skipped.length,
    output: outputOf(groups),
  };
}

function outputOf({ warnings, notes, existing }: Groups): string[] {
  const lines = (findings: readonly Finding[], word: string): string[] => {
    return findings.map((finding) => `${word} ${place(finding)} ${finding.rule} ${finding.message}`);
  };
  return [...lines(warnings, "warning"), ...lines(notes, "note"), ...lines(existing, "note (existing)")];
}

function failedCase(finding: Finding): string {
  const { rule, message } = finding;
  return xmlElement(
    "testcase",
    caseOf(finding),
    xmlElement("failure", { type: rule, message }, xmlText(details(finding))),
  );
}

function skippedCase(finding: Finding): string {
  return xmlElement("testcase", caseOf(finding), xmlElement("skipped", { message: decision(finding) ?? "" }));
}

function caseOf({ check, rule, element: name, path, line }: Finding): Record<string, string> {
  return { name: `${rule} in ${name ?? path}`, classname: `breakwater.${check}`, file: path, line: String(line) };
}

function details(finding: Finding): string[] {
  const { message, advice } = finding;
  const was = oldPlace(finding);
  const out = wayOut(finding);
  const decided = decision(finding);
  return [
    place(finding),
    ...(was === undefined ? [] : [`was at ${was}`]),
    message,
    ...diffLines(finding),
    ...evidence(finding).flatMap((line) => line.split("\n")),
    `Do: ${advice}`,
    ...(out === undefined ? [] : [`Or: ${out}, if it has to be.`]),
    ...(decided === undefined ? [] : [decided]),
  ];
}

function document(suites: readonly Suite[]): string {
  const body = suites.map((each) => {
    const printed = each.output.length === 0 ? [] : [xmlElement("system-out", {}, xmlText(each.output))];
    return xmlElement("testsuite", { name: each.name, ...countsOf([each]) }, block([...each.cases, ...printed]));
  });
  const whole = xmlElement("testsuites", { name: "breakwater", ...countsOf(suites) }, block(body));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${whole}\n`;
}

function countsOf(suites: readonly Suite[]): Record<string, string> {
  const total = (of: (suite: Suite) => number): string => String(suites.reduce((sum, each) => sum + of(each), 0));
  return {
    tests: total(({ cases }) => cases.length),
    failures: total(({ failures }) => failures),
    skipped: total(({ skipped }) => skipped),
    errors: total(({ errors }) => errors),
  };
}

function block(elements: readonly string[]): string {
  return `\n${elements.join("\n")}\n`;
}
