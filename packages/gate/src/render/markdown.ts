import type { Report } from "../check.ts";
import { type Finding, isFailing } from "../finding.ts";
import { consumerLines } from "./consumer-lines.ts";
import { decision, wayOut } from "./decision.ts";
import { diffLines } from "./diff-lines.ts";
import { against, harm, proof } from "./evidence.ts";
import { groupFindings } from "./groups.ts";
import { headline } from "./headline.ts";
import { codeBlock, codeSpan, htmlCode, inlineText } from "./markdown-text.ts";
import { oldPlace, place } from "./place.ts";
import { ruleSources } from "./rule-sources.ts";
import { type Section, fitSections } from "./sections.ts";

/** How a report in Markdown is made. */
export interface MarkdownOptions {
  /**
   * Characters that it may have: by default less than the 65,536 that GitHub takes in a comment. The summary of a job
   * takes 1 MiB, which is at least 349,525 characters.
   */
  readonly limit?: number;
}

const defaultLimit = 60_000;

/** Findings that fail and are shown open; a reader opens what comes after them. */
const openFindings = 5;

/**
 * Renders a report as Markdown for a comment on a pull request or the summary of a job: the verdict first, then what
 * fails with both lines, who breaks and what to do; everything else is folded. What exceeds the limit, of at least
 * 6,000 characters, is left out by whole findings, with a sentence that says so.
 */
export function renderMarkdown(report: Report, { limit = defaultLimit }: MarkdownOptions = {}): string {
  const start = [`## ${icons[report.verdict]}${headline(report)}`, sidesOf(report)].join("\n\n");
  const end = fitSections([aboutSection(report)], limit / 4);
  const shown = fitSections(sectionsOf(report), limit - start.length - end.length);
  return `${[start, shown, end].filter((text) => text !== "").join("\n\n")}\n`;
}

/** Renders an outcome without a verdict. */
export function renderMarkdownError({ code, message }: { readonly code: number; readonly message: string }): string {
  return `## ⚠️ No verdict: breakwater ended with code ${code}\n\n${codeBlock("text", message.split("\n"))}\n`;
}

const icons = { fail: "❌ ", pass: "✅ ", unchanged: "" } as const;

function sidesOf({ head, base, rules }: Report): string {
  const judged = rules === undefined ? "" : `, judged by ${ruleSources[rules]}`;
  return `${codeSpan(head)} against ${codeSpan(base)}${judged}`;
}

function aboutSection({ notes }: Report): Section {
  const items = notes.map((note) => `- ${inlineText(note)}`);
  return {
    one: "remark on the check",
    many: "remarks on the check",
    items,
    before: opened("About this check"),
    after: closed,
  };
}

function sectionsOf(report: Report): Section[] {
  const { failing, waived, approved, warnings, notes, existing } = groupFindings(report.findings);
  return [
    { one: "failing finding", many: "failing findings", items: failing.map(failingItem) },
    foldedSection("warning", "warnings", warnings.map(item)),
    foldedSection("waived", "waived", waived.map(listItem)),
    foldedSection("approved", "approved", approved.map(listItem)),
    foldedSection("note", "notes", notes.map(listItem)),
    foldedSection(
      "note about what the base has already",
      "notes about what the base has already",
      existing.map(listItem),
    ),
  ];
}

function foldedSection(one: string, many: string, items: readonly string[]): Section {
  return {
    one,
    many,
    items,
    before: opened(items.length === 1 ? `1 ${one}` : `${items.length} ${many}`),
    after: closed,
  };
}

function failingItem(finding: Finding, index: number): string {
  if (index < openFindings) return item(finding);
  const { rule, element, path } = finding;
  return folded(`${htmlCode(rule)} in ${htmlCode(element ?? path)}`, bodyOf(finding));
}

function item(finding: Finding): string {
  const { rule, element, path } = finding;
  return `### ${codeSpan(rule)} in ${codeSpan(element ?? path)}\n\n${bodyOf(finding)}`;
}

function bodyOf(finding: Finding): string {
  const { message, advice } = finding;
  const diff = diffLines(finding);
  const shown = [...proof(finding), ...consumerLines(finding.consumers)].flatMap((line) => line.split("\n"));
  const out = isFailing(finding) ? wayOut(finding) : undefined;
  const decided = decision(finding);
  return [
    factsOf(finding),
    inlineText(message),
    ...(diff.length === 0 ? [] : [codeBlock("diff", diff)]),
    ...(shown.length === 0 ? [] : [codeBlock("text", shown)]),
    `**Do:** ${inlineText(advice)}`,
    ...(out === undefined ? [] : [`**Or:** ${codeSpan(out)}, if it has to be.`]),
    ...(decided === undefined ? [] : [`> ${inlineText(decided)}`]),
  ].join("\n\n");
}

function factsOf(finding: Finding): string {
  const was = oldPlace(finding);
  const [who, baselines] = [harm(finding), against(finding)];
  const facts = [
    codeSpan(place(finding)),
    was && `was at ${codeSpan(was)}`,
    who && `**${who}**`,
    baselines && inlineText(baselines),
  ];
  return facts.filter((fact) => fact !== undefined).join(" · ");
}

function listItem(finding: Finding): string {
  const { rule, message } = finding;
  const decided = decision(finding);
  const texts = [`${codeSpan(rule)} at ${codeSpan(place(finding))}`, inlineText(message), inlineText(decided ?? "")];
  return `- ${texts.filter((text) => text !== "").join("\\\n  ")}`;
}

function folded(title: string, body: string): string {
  return [opened(title), body, closed].join("\n\n");
}

function opened(title: string): string {
  return `<details>\n<summary>${title}</summary>`;
}

const closed = "</details>";
