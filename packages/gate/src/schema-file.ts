const configNames = new Set(["buf.yaml", "buf.lock", "buf.work.yaml", "buf.gen.yaml", "breakwater.yaml"]);

/**
 * Whether a path is one of those that decide what a set of schemas says and how it is judged: a proto file, buf's
 * configuration, or the policy.
 */
export function isSchemaFile(path: string): boolean {
  return path.endsWith(".proto") || configNames.has(path.slice(path.lastIndexOf("/") + 1));
}
