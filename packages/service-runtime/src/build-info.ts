import { readFileSync } from "node:fs";

/** Which build of a service runs. */
export interface BuildInfo {
  /** Name of the service, as in "recommendations". */
  readonly name: string;
  /** Semantic version of the service itself; those of its schemas are others. */
  readonly version: string;
  /** Commit that it was built from; "unknown" when the build did not say. */
  readonly commit: string;
}

/** Version and commit as one semantic version, the commit as its build metadata: "1.2.3+0123abc". */
export function versionText({ version, commit }: BuildInfo): string {
  return commit === "unknown" ? version : `${version}+${commit}`;
}

/**
 * The version that a package says it has.
 * @param packageJson where its package.json is
 * @throws {Error} when there is none, or it has no version
 */
export function readVersion(packageJson: URL): string {
  const content: unknown = JSON.parse(readFileSync(packageJson, "utf8"));
  const version = typeof content === "object" && content !== null && "version" in content ? content.version : undefined;
  if (typeof version !== "string") throw new Error(`${packageJson.pathname} has no version: add one.`);
  return version;
}
