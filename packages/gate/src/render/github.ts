import type { Report } from "../check.ts";
import { type Finding, isFailing } from "../finding.ts";
import { decision, wayOut } from "./decision.ts";
import { evidence } from "./evidence.ts";
import { groupFindings } from "./groups.ts";
import { headline } from "./headline.ts";
import { oldPlace } from "./place.ts";
import { printable } from "./printable.ts";

/**
 * Annotations of one kind that GitHub shows of a step; it drops what comes later
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
const shownPerKind = 10;

/**
 * Renders a report as GitHub workflow commands: an annotation per finding, what fails first. Where there are more than
 * GitHub shows, the last one says so; notices beyond that are left out, so that this one is not.
 *
 * An annotation can only be put on a line of the head. What was deleted together with its file is annotated there, for
 * the pull request shows that file too; of everything else that is gone the annotation is where it was around, and its
 * text names the old line.
 * @param prefix folder of the check from the top of the repository, where GitHub's paths start; "" at the top
 */
export function renderGithub(report: Report, prefix: string): string {
  const { failing, waived, approved, warnings, notes, existing } = groupFindings(report.findings);
  const notices = [...waived, ...approved, ...notes, ...existing];
  const isCut = [failing, warnings, notices].some(({ length }) => length > shownPerKind);
  const shown = [...failing, ...warnings, ...(isCut ? notices.slice(0, shownPerKind - 1) : notices)];
  const lines = shown.map((finding) => annotation(finding, prefix));
  if (isCut) lines.push(`::notice title=breakwater::${escapeData(`${headline(report)}. ${cutText}`)}`);
  return [...lines, escapeData(headline(report)), ""].join("\n");
}

const cutText = `GitHub shows ${shownPerKind} errors, warnings and notices of a step each: the summary of the job has all findings.`;

/** Renders an outcome without a verdict as an annotation of no file. */
export function renderGithubError(message: string): string {
  return `::error title=breakwater::${escapeData(message)}\n`;
}

function annotation(finding: Finding, prefix: string): string {
  const { severity, path, line, column } = finding;
  const command = isFailing(finding) ? "error" : severity === "warning" ? "warning" : "notice";
  const properties = {
    file: prefix === "" ? path : `${prefix}/${path}`,
    line: String(line),
    col: String(column),
    title: printable(titleOf(finding)),
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${command} ${list.join(",")}::${escapeData(textOf(finding).map(printable).join("\n"))}`;
}

function titleOf({ rule, existing, severity, waiver, approval }: Finding): string {
  if (existing) return `${rule} (existing)`;
  if (severity !== "error") return rule;
  if (waiver?.status === "active") return `${rule} (waived)`;
  return approval === null ? rule : `${rule} (approved)`;
}

function textOf(finding: Finding): string[] {
  const { message, old, new: now, advice } = finding;
  const lines = [message];
  const was = oldPlace(finding);
  if (was !== undefined) lines.push(`was at ${was}`);
  lines.push(...sourceLines("was", old), ...sourceLines("now", now), ...evidence(finding), advice);
  const out = isFailing(finding) ? wayOut(finding) : undefined;
  const decided = decision(finding);
  if (out !== undefined) lines.push(`If it has to be: ${out}`);
  if (decided !== undefined) lines.push(decided);
  return lines;
}

function sourceLines(side: string, text: string | null): string[] {
  if (text === null) return [];
  const [first = "", ...rest] = text.split("\n");
  return [`${side}: ${first}`, ...rest.map((line) => `     ${line}`)];
}

/**
 * Text as the data of a workflow command, as actions/toolkit does it (packages/core/src/command.ts): nothing in a schema
 * can end a command or start another one.
 */
export function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
