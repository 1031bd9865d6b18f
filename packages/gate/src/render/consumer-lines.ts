import type { Use } from "../consumers/use.ts";

/** Uses of one element that a report for people shows. */
const shownUses = 5;

/** Who uses an element, in lines; none when that was not looked at. */
export function consumerLines(uses: readonly Use[] | null): string[] {
  if (uses === null) return [];
  if (uses.length === 0) return ["no consumer in this workspace uses it"];
  const more = uses.length - shownUses;
  const lines = uses.slice(0, shownUses).map(({ path, line, column }) => `used by ${path}:${line}:${column}`);
  return more > 0 ? [...lines, `…and ${more} more: \`--format json\` has them all`] : lines;
}
