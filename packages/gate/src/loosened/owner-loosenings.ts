import type { CodeOwners, OwnerLine } from "./code-owners.ts";
import type { Loosening } from "./loosening.ts";

/** What decides how schemas are judged, be it there or not. */
const alwaysGuarded = [
  "buf.yaml",
  "breakwater.yaml",
  "breakwater.waivers.yaml",
  ".github/CODEOWNERS",
  ".github/workflows/any.yml",
];

/** Owners of two sides, and the paths that both have among those that must be owned. */
interface OwnerSides {
  readonly head: CodeOwners;
  readonly base: CodeOwners;
  readonly paths: readonly string[];
}

/** Schemas, rules and automation that nobody has to approve any more, or somebody else may: one for each lost line. */
export function ownerLoosenings({ head, base, paths }: OwnerSides): Loosening[] {
  const found = new Map<string, Loosening>();
  for (const path of [...alwaysGuarded, ...paths]) {
    const [before, after] = [base.lineFor(path), head.lineFor(path)];
    if (before === undefined || before.owners.length === 0) continue;
    const why = reason(before, after);
    if (why === undefined) continue;
    const key = `${before.spot.line} ${after?.spot.line}`;
    if (found.has(key)) continue;
    found.set(key, { message: `"${before.pattern}" ${why}`, old: before.spot, new: after?.spot });
  }
  return [...found.values()];
}

function reason(before: OwnerLine, after: OwnerLine | undefined): string | undefined {
  const who = before.owners.join(" ");
  if (after === undefined || after.owners.length === 0) {
    return `has no owner any more: changes need no approval of ${who}.`;
  }
  const others = after.owners.filter((owner) => !before.owners.includes(owner));
  // Any one of several owners can approve.
  if (others.length > 0) return `can be approved by ${others.join(" ")} now, and not by ${who} alone.`;
  return undefined;
}
