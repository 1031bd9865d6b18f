import type { Finding } from "../finding.ts";
import { toLooseningFinding } from "../loosened/loosening.ts";
import { policyLoosenings } from "../loosened/policy-loosenings.ts";
import { noPolicyText, policyFileName, readPolicy } from "../policy-file.ts";
import type { Side } from "../side.ts";

/** What the check `policy` found, with what a person should know beside it. */
interface PolicyResult {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

/** Finds what a change loosens of what it will be checked by after the merge. */
export async function policyStep(sides: { readonly head: Side; readonly base: Side }): Promise<PolicyResult> {
  const [head, base] = [sides.head, sides.base].map(({ folder, label }) => {
    return folder === undefined ? undefined : { folder, label };
  });
  if (head === undefined || base === undefined) {
    return { findings: [], notes: ["policy: not checked, an image has no policy and no workflow"] };
  }
  // What nothing was checked by cannot be loosened: these are a team's first schemas.
  if (!hasSchemas(sides.base)) return { findings: [], notes: [] };
  const [now, before] = [head, base].map(({ folder, label }) => readPolicy(folder, label) ?? noPolicyText);
  const policies = { head: now ?? noPolicyText, base: before ?? noPolicyText };
  const findings = policyLoosenings(policies).map((loosening) => {
    return toLooseningFinding("POLICY_LOOSENED", loosening, policyFileName);
  });
  return { findings, notes: [] };
}

function hasSchemas({ tree }: Side): boolean {
  return tree !== undefined && [...tree.files.keys()].some((path) => path.endsWith(".proto"));
}
