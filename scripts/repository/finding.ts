/** One fault that a check of the repository found. */
export interface Finding {
  /** Path relative to the repository, with `/`. */
  readonly file: string;
  /** Counted from 1; 0 when the fault is the file as a whole. */
  readonly line: number;
  /** What was violated, for example the id of a boundary rule. */
  readonly rule: string;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** One line per finding, sorted by position, as editors and terminals recognise it: `file:line rule: message`. */
export function formatFindings(findings: readonly Finding[]): string {
  const sorted = findings.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.rule, b.rule));
  const lines = sorted.map(
    ({ file, line, rule, message }) => `${line > 0 ? `${file}:${line}` : file} ${rule}: ${message}\n`,
  );
  return [...new Set(lines)].join("");
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
