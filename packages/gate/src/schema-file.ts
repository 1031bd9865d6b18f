const configNames = new Set(["buf.yaml", "buf.lock", "buf.work.yaml"]);
const otherNames = new Set(["buf.gen.yaml", "breakwater.yaml"]);

/** Whether a path is a part of buf's configuration that decides what is compiled, or how it is judged. */
export function isConfigFile(path: string): boolean {
  return configNames.has(path.slice(path.lastIndexOf("/") + 1));
}

/**
 * Whether a path is one of those that decide what a set of schemas says and how it is judged: a proto file, buf's
 * configuration, or the policy.
 */
export function isSchemaFile(path: string): boolean {
  return path.endsWith(".proto") || isConfigFile(path) || otherNames.has(path.slice(path.lastIndexOf("/") + 1));
}
