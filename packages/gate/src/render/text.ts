import { styleText } from "node:util";
import type { Report } from "../check.ts";
import { type Finding, isFailing } from "../finding.ts";
import { decision, wayOut } from "./decision.ts";
import { diffLines } from "./diff-lines.ts";
import { evidence } from "./evidence.ts";
import { groupFindings } from "./groups.ts";
import { headline } from "./headline.ts";
import { oldPlace, place } from "./place.ts";
import { printable } from "./printable.ts";
import { ruleSources } from "./rule-sources.ts";
import { withoutCommands } from "./without-commands.ts";
import { wrap, wrapIndented } from "./wrap.ts";

type Style = Parameters<typeof styleText>[0];

type Paint = (style: Style, text: string) => string;

/** Columns that a report for people keeps to, source lines and paths aside. */
const width = 80;

/** Renders a report for people: the verdict first, then each finding with both lines and what to do. */
export function renderText(report: Report, color: boolean): string {
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
  const style: Style = report.verdict === "fail" ? "red" : "green";
  const lines = [
    paint(["bold", style], headline(report)),
    ...field("head", report.head),
    ...field("base", report.base),
    ...(report.rules === undefined ? [] : field("rules", ruleSources[report.rules])),
    ...report.notes.flatMap((note) => field("note", note)),
  ];
  const { failing, waived, approved, warnings, notes, existing } = groupFindings(report.findings);
  for (const finding of [...failing, ...warnings]) lines.push("", ...findingLines(finding, paint));
  const listings = [
    ["Waived, so they do not fail this check:", waived],
    ["Approved, so they do not fail this check:", approved],
    ["Good to know:", notes],
    ["On the base already, so they do not fail this check:", existing],
  ] as const;
  for (const [title, findings] of listings) lines.push(...listing(paint("bold", title), findings));
  return `${withoutCommands(lines.join("\n"))}\n`;
}

function field(name: string, value: string): string[] {
  return wrap(printable(value), width - 9).map((line, index) => `${(index === 0 ? name : "").padStart(7)}  ${line}`);
}

function findingLines(finding: Finding, paint: Paint): string[] {
  const color = finding.severity === "error" ? "red" : "yellow";
  const suffix = finding.severity === "error" ? "" : ` (${finding.severity})`;
  const lines = [`${paint("bold", printable(place(finding)))} ${paint(color, printable(finding.rule))}${suffix}`];
  if (finding.element !== null) lines.push(`  in ${printable(finding.element)}`);
  const was = oldPlace(finding);
  if (was !== undefined) lines.push(`  was at ${printable(was)}`);
  lines.push(...paragraph(finding.message, 2));
  lines.push(...diffLines(finding).map((line) => diffLine(line, paint)));
  for (const line of evidence(finding)) {
    lines.push(...wrapIndented(printable(line), width - 2).map((text) => `  ${text}`));
  }
  const [first = "", ...others] = paragraph(`Do: ${finding.advice}`, 2);
  lines.push(`  ${paint("bold", "Do:")}${first.slice("  Do:".length)}`, ...others);
  const out = isFailing(finding) ? wayOut(finding) : undefined;
  if (out !== undefined) lines.push(`  ${paint("bold", "Or:")} ${out}, if it has to be.`);
  lines.push(...paragraph(decision(finding), 2));
  return lines;
}

/** Text in lines, with a margin of some columns; undefined is no line. */
function paragraph(text: string | undefined, margin: number): string[] {
  if (text === undefined) return [];
  return wrap(printable(text), width - margin).map((line) => `${" ".repeat(margin)}${line}`);
}

/** Findings of one group that are listed: more are for programs to read. */
const listedFindings = 40;

function listing(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const more = findings.length - listedFindings;
  return [
    "",
    title,
    ...findings.slice(0, listedFindings).flatMap((finding) => {
      const texts = [...paragraph(finding.message, 4), ...paragraph(decision(finding), 4)];
      const { existing, baselines, rule } = finding;
      const about = existing && baselines.length > 0 ? ` (${baselines.join(", ")})` : "";
      return [`  ${printable(place(finding))} ${printable(rule + about)}`, ...texts];
    }),
    ...(more > 0 ? [`  and ${more} more: \`--format json\` has them all`] : []),
  ];
}

function diffLine(line: string, paint: Paint): string {
  const text = `    ${printable(line)}`.trimEnd();
  if (line.startsWith("-")) return paint("red", text);
  return line.startsWith("+") ? paint("green", text) : text;
}
