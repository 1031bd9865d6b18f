import type { Finding } from "../finding.ts";

/**
 * The lines of both sides as a diff shows them: "- " for what is gone, "+ " for what is new, two spaces for what both
 * begin or end with, and for what was around something that is gone.
 */
export function diffLines({ deleted, old, new: now }: Finding): string[] {
  const [before, after] = [linesOf(old), linesOf(now)];
  if (deleted) return [...signed(" ", after), ...signed("-", before)];
  const shorter = Math.min(before.length, after.length);
  const start = countWhile(shorter, (index) => before[index] === after[index]);
  const end = countWhile(shorter - start, (index) => before.at(-1 - index) === after.at(-1 - index));
  return [
    ...signed(" ", before.slice(0, start)),
    ...signed("-", before.slice(start, before.length - end)),
    ...signed("+", after.slice(start, after.length - end)),
    ...signed(" ", before.slice(before.length - end)),
  ];
}

function linesOf(text: string | null): string[] {
  return text === null ? [] : text.split("\n");
}

function signed(sign: string, lines: readonly string[]): string[] {
  return lines.map((line) => `${sign} ${line}`);
}

/** How many of the first `limit` numbers pass, from 0. */
function countWhile(limit: number, passes: (index: number) => boolean): number {
  let count = 0;
  while (count < limit && passes(count)) count += 1;
  return count;
}
