import { styleText } from "node:util";
import type { Report } from "../check.ts";
import type { Finding } from "../finding.ts";
import { evidence } from "./evidence.ts";
import { headline } from "./headline.ts";
import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

type Style = Parameters<typeof styleText>[0];

/** Columns that a report for people keeps to, source lines and paths aside. */
const width = 80;

/** Renders a report for people: the verdict first, then each finding with both lines and what to do. */
export function renderText(report: Report, color: boolean): string {
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const style: Style = report.verdict === "fail" ? "red" : "green";
  const lines = [
    paint(["bold", style], headline(report)),
    ...field("head", report.head),
    ...field("base", report.base),
    ...(report.rules === undefined ? [] : field("rules", ruleSources[report.rules])),
    ...report.notes.flatMap((note) => field("note", note)),
  ];
  const weighty = report.findings.filter(({ severity }) => severity !== "note");
  for (const finding of weighty) lines.push("", ...findingLines(finding, paint));
  const notes = report.findings.filter(({ severity }) => severity === "note");
  lines.push(
    ...listing(
      "Good to know:",
      notes.filter(({ existing }) => !existing),
    ),
  );
  lines.push(
    ...listing(
      "On the base already, so they do not fail this check:",
      notes.filter(({ existing }) => existing),
    ),
  );
  return `${lines.join("\n")}\n`;
}

const ruleSources = {
  base: "buf.yaml of the base",
  head: "buf.yaml of the head (the base has none)",
  defaults: "buf's defaults (no side has a buf.yaml)",
} as const;

function field(name: string, value: string): string[] {
  return wrap(printable(value), width - 9).map((line, index) => `${(index === 0 ? name : "").padStart(7)}  ${line}`);
}

function findingLines(finding: Finding, paint: (style: Style, text: string) => string): string[] {
  const color = finding.severity === "error" ? "red" : "yellow";
  const suffix = finding.severity === "error" ? "" : ` (${finding.severity})`;
  const lines = [`${paint("bold", place(finding))} ${paint(color, finding.rule)}${suffix}`];
  if (finding.element !== null) lines.push(`  in ${printable(finding.element)}`);
  lines.push(...wrap(printable(finding.message), width - 2).map((line) => `  ${line}`));
  lines.push(...sourceLines("-", finding.old).map((line) => paint("red", line)));
  lines.push(...sourceLines("+", finding.new).map((line) => paint("green", line)));
  for (const line of evidence(finding)) {
    const margin = " ".repeat(line.length - line.trimStart().length);
    const wrapped = wrap(printable(line).trimStart(), width - 6 - margin.length);
    lines.push(...wrapped.map((text, index) => `  ${margin}${index === 0 ? "" : "    "}${text}`));
  }
  lines.push(...wrap(`Do: ${finding.advice}`, width - 2).map((line) => `  ${line}`));
  return lines;
}

/** Notes of one kind that are listed: more are for programs to read. */
const listedNotes = 40;

function listing(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const more = findings.length - listedNotes;
  return [
    "",
    title,
    ...findings.slice(0, listedNotes).flatMap((finding) => {
      const message = wrap(printable(finding.message), width - 4).map((line) => `    ${line}`);
      return [`  ${place(finding)} ${finding.rule}`, ...message];
    }),
    ...(more > 0 ? [`  and ${more} more: \`--format json\` has them all`] : []),
  ];
}

function place({ path, line, column }: Finding): string {
  return `${printable(path)}:${line}:${column}`;
}

function sourceLines(sign: string, text: string | null): string[] {
  return text === null ? [] : text.split("\n").map((line) => `    ${sign} ${printable(line)}`.trimEnd());
}
