import { type ChangelogEntry, type PackageChanges, plainPhrase } from "@breakwater/compat";
import type { ChangelogReport } from "../release/changelog-report.ts";

/** Version of the JSON form; a change that breaks its readers makes it 2. */
const jsonVersion = 1;

/** Renders a changelog as one JSON object with a newline at its end. */
export function renderChangelogJson({ from, to, packages, notes }: ChangelogReport): string {
  const object = { version: jsonVersion, from, to, notes, packages: packages.map(toJson) };
  return `${JSON.stringify(object, null, 2)}\n`;
}

function toJson({ name, stability, entries, comments }: PackageChanges): unknown {
  return { name, stability, comments, entries: entries.map(entryToJson) };
}

// Named one by one, so that a field of ours does not slip into the contract.
function entryToJson({ kind, element, name, text, comment, changes, findings }: ChangelogEntry): unknown {
  const severities = new Set(findings.map(({ severity }) => severity));
  return {
    kind,
    element,
    name,
    text: plainPhrase(text),
    comment: comment ?? null,
    severity: (["error", "warning", "note"] as const).find((severity) => severities.has(severity)) ?? null,
    // What is folded into the entry is here as well.
    changes: changes.map((change) => ({ change: change.kind, element: change.key })),
    findings: findings.map(({ rule, severity, message, breaks }) => ({ rule, severity, message, breaks })),
  };
}
