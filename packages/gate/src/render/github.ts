import type { Report } from "../check.ts";
import type { Finding } from "../finding.ts";
import { evidence } from "./evidence.ts";
import { headline } from "./headline.ts";

/**
 * Renders a report as GitHub workflow commands, one annotation per finding
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 * @param prefix folder of the check from the top of the repository, where GitHub's paths start; "" at the top
 */
export function renderGithub(report: Report, prefix: string): string {
  const lines = report.findings.map((finding) => annotation(finding, prefix));
  return [...lines, escapeData(headline(report)), ""].join("\n");
}

/** Renders an outcome without a verdict as an annotation of no file. */
export function renderGithubError(message: string): string {
  return `::error title=breakwater::${escapeData(message)}\n`;
}

function annotation(finding: Finding, prefix: string): string {
  const command = { error: "error", warning: "warning", note: "notice" }[finding.severity];
  const properties = {
    file: prefix === "" ? finding.path : `${prefix}/${finding.path}`,
    line: String(finding.line),
    col: String(finding.column),
    title: `${finding.rule}${finding.existing ? " (existing)" : ""}`,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  const lines = [finding.message];
  if (finding.old !== null) lines.push(`was: ${finding.old}`);
  if (finding.new !== null) lines.push(`now: ${finding.new}`);
  lines.push(...evidence(finding), finding.advice);
  return `::${command} ${list.join(",")}::${escapeData(lines.join("\n"))}`;
}

// As actions/toolkit does (packages/core/src/command.ts): nothing in a schema can end a command or start another one.
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
