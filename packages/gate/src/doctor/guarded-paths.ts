import { policyFileName } from "../policy-file.ts";
import { isGuardFile } from "../schema-file.ts";
import { waiverFileName } from "../waivers/waiver-file.ts";
import { type Setup, fromTop } from "./setup.ts";

/** What decides whether a breaking change gets in: schemas, rules, exceptions, automation and owners, from the top. */
export function guardedPaths(setup: Setup): string[] {
  const rules = ["buf.yaml", policyFileName, waiverFileName].map((path) => fromTop(setup, path));
  const guards = setup.files.filter(isGuardFile);
  // A new workflow has to be approved like the one that is there.
  return [...setup.protos, ...rules, ...guards, ".github/workflows/another.yml"];
}
