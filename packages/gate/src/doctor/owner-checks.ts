import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CodeOwners } from "../loosened/code-owners.ts";
import { isGuardFile } from "../schema-file.ts";
import { type Diagnosis, faulty, told } from "./diagnosis.ts";
import { guardedPaths } from "./guarded-paths.ts";
import type { Setup } from "./setup.ts";

/** Stands for a team that nobody has named yet. */
export const placeholderOwner = "@your-org/schema-owners";

/** Whether somebody owns what decides about schemas. */
export function ownerChecks(setup: Setup): Diagnosis[] {
  const paths = setup.files.filter((path) => path.endsWith("CODEOWNERS") && isGuardFile(path));
  if (paths.length === 0) return [faulty("owners", "problem", noFile)];
  const texts = paths.map((path): [string, string] => [path, readFileSync(join(setup.top, path), "utf8")]);
  const owners = new CodeOwners(new Map(texts));
  const lines = guardedPaths(setup).map((path) => ({ path, line: owners.lineFor(path) }));
  const loose = lines.filter(({ line }) => line === undefined || line.owners.length === 0).map(({ path }) => path);
  const named = lines.find(({ line }) => line?.owners.includes(placeholderOwner))?.line;
  if (loose.length === 0 && named === undefined) {
    return [told("owners", `CODEOWNERS has owners for ${lines.length} schemas, rules and workflows.`)];
  }
  const found = loose.length === 0 ? [] : [faulty("owners", "problem", withoutOwner(loose, setup))];
  if (named === undefined) return found;
  const message = `${placeholderOwner} is a placeholder, and nobody has to approve anything.`;
  return [...found, faulty("owners", "problem", { message, advice: "Put your own team there.", spot: named.spot })];
}

const noFile = {
  message: "There is no CODEOWNERS: anybody with write access approves a schema, and a change to the gate.",
  advice: "`breakwater init` writes one.",
};

function withoutOwner(paths: readonly string[], { top }: Setup): { message: string; advice: string } {
  const shown = paths.slice(0, 4).map((path) => (existsSync(join(top, path)) ? path : `${path} (once it is there)`));
  const more = paths.length > shown.length ? ` and ${paths.length - shown.length} more` : "";
  const message = `CODEOWNERS has no owner for ${shown.join(", ")}${more}.`;
  return { message, advice: "Add lines for them: who approves them decides what gets in." };
}
