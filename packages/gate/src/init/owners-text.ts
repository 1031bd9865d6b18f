import { posix } from "node:path";
import type { CodeOwners } from "../loosened/code-owners.ts";

/** Lines for what has no owner yet, in the order of the paths; one for a folder and not for each file in it. */
export function ownerLines(paths: readonly string[], owners: CodeOwners, team: string): string[] {
  const loose = paths.filter((path) => (owners.lineFor(path)?.owners.length ?? 0) === 0);
  return [...new Set(loose.map(patternFor))].map((pattern) => `${pattern} ${team}`);
}

/** A file at the top by its name, all others by the first folder. */
function patternFor(path: string): string {
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0) return `/${first}/`;
  return posix.extname(first) === ".proto" ? "/*.proto" : `/${first}`;
}

/** A new CODEOWNERS file. */
export function ownersText(lines: readonly string[]): string {
  return [
    "# Who has to approve what decides whether a breaking change gets in: schemas, rules, exceptions and automation.",
    "# It counts when the rules of the default branch require a review from code owners.",
    ...lines,
    "",
  ].join("\n");
}
