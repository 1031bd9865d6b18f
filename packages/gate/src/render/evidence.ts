import type { Finding } from "../finding.ts";

/** Who breaks and what shows it, in lines; none for findings that are not about a change. */
export function evidence({ dimension, breaks, witness }: Finding): string[] {
  const lines = breaks.length > 0 ? [`breaks ${breaks.join(", ")} (${dimension})`] : [];
  if (witness === null) return lines;
  if (!witness.confirmed) return [...lines, `unconfirmed: ${witness.reason}`];
  const { flow, input, before, after } = witness;
  const [writer, reader] = flow === "old-to-new" ? ["old", "new"] : ["new", "old"];
  // A program keeps its lines, below its kind.
  const shown =
    input.kind === "typescript"
      ? [input.kind, ...input.text.split("\n").map((line) => `    ${line}`)]
      : [`${input.kind}  ${input.text}`];
  return [...lines, ...shown, `  ${writer}  ${before}`, `  ${reader}  ${after}`];
}
