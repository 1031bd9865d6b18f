import { formatFindings } from "../repository/finding.ts";
import { type Measurements, metrics } from "./metrics.ts";

/** The table of all metrics, followed by the places beyond a limit. */
export interface BudgetReport {
  readonly text: string;
  readonly passed: boolean;
}

/** Measures all metrics and prints them as a table with what is aimed at, what fails, and what is now. */
export function reportBudgets(measurements: Measurements): BudgetReport {
  const measured = metrics.map((metric) => ({ metric, ...metric.measure(measurements) }));
  const rows = measured.map(({ metric: { name, target, limit }, now, onTarget, findings }) => {
    const misses = onTarget ? "" : "past the target";
    return [name, target, limit, now, findings.length > 0 ? "PAST THE LIMIT" : misses];
  });
  const lines = formatTable([["metric", "target", "limit", "now", ""], ...rows]);
  const findings = measured.flatMap((metric) => metric.findings);
  const failures = findings.length === 0 ? "" : `\n${formatFindings(findings)}`;
  return { text: lines + failures, passed: findings.length === 0 };
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
