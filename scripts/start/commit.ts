import { git } from "../repository/files.ts";

/**
 * The commit of what `start` runs, for the logs and answers of its services: what the person said, else that of the
 * working tree; undefined outside a git repository. An image is told at its build.
 */
export function commitToRun(root: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const said = env["COMMIT"] ?? "";
  if (said !== "") return said;
  try {
    return git(root, ["rev-parse", "--verify", "HEAD"]).trim();
  } catch {
    return undefined;
  }
}
