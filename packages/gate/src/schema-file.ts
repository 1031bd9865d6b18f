const configNames = new Set(["buf.yaml", "buf.lock", "buf.work.yaml"]);
const otherNames = new Set(["buf.gen.yaml", "breakwater.yaml", "breakwater.waivers.yaml"]);

/** Whether a path is a part of buf's configuration that decides what is compiled, or how it is judged. */
export function isConfigFile(path: string): boolean {
  return configNames.has(path.slice(path.lastIndexOf("/") + 1));
}

const ownerPaths = new Set([".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"]);

/**
 * Whether a path is one of those that keep a check from being taken away: a workflow of GitHub, or who has to approve
 * what (https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners).
 * They say nothing about schemas.
 */
export function isGuardFile(path: string): boolean {
  return ownerPaths.has(path) || /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/**
 * Whether a path is one of those that decide what a set of schemas says and how it is judged: a proto file, buf's
 * configuration, the policy, waivers, or what keeps the check in place.
 */
export function isSchemaFile(path: string): boolean {
  if (isGuardFile(path)) return true;
  return path.endsWith(".proto") || isConfigFile(path) || otherNames.has(path.slice(path.lastIndexOf("/") + 1));
}
