import type { Finding } from "../finding.ts";

/** Who breaks and what shows it, in lines; none for findings that are not about a change. */
export function evidence(finding: Finding): string[] {
  return [harm(finding) ?? [], proof(finding)].flat();
}

/** Who breaks, and in what way; undefined when nobody does, or when no data shows it. */
export function harm({ dimension, breaks }: Finding): string | undefined {
  return breaks.length > 0 ? `breaks ${breaks.join(", ")} (${dimension})` : undefined;
}

/** What shows it, in lines. */
export function proof({ witness }: Finding): string[] {
  if (witness === null) return [];
  if (!witness.confirmed) return [`unconfirmed: ${witness.reason}`];
  const { flow, input, before, after } = witness;
  const [writer, reader] = flow === "old-to-new" ? ["old", "new"] : ["new", "old"];
  // A program keeps its lines, below its kind.
  const shown =
    input.kind === "typescript"
      ? [input.kind, ...input.text.split("\n").map((line) => `    ${line}`)]
      : [`${input.kind}  ${input.text}`];
  return [...shown, `  ${writer}  ${before}`, `  ${reader}  ${after}`];
}
