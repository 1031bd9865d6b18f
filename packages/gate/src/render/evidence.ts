import type { Finding } from "../finding.ts";
import { consumerLines } from "./consumer-lines.ts";

/** Against what, who breaks, what shows it and who uses the element; none for findings that are not about a change. */
export function evidence(finding: Finding): string[] {
  return [against(finding) ?? [], harm(finding) ?? [], proof(finding), consumerLines(finding.consumers)].flat();
}

/** The baselines that it is about, where there are several; undefined for the base alone. */
export function against({ baselines }: Finding): string | undefined {
  return baselines.length > 0 ? `against ${joinAll(baselines)}` : undefined;
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

function joinAll(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
