const configNames = new Set(["buf.yaml", "buf.lock", "buf.work.yaml", "buf.gen.yaml"]);

/** Whether a path is one of those that decide what a set of schemas says: a proto file or buf's configuration. */
export function isSchemaFile(path: string): boolean {
  return path.endsWith(".proto") || configNames.has(path.slice(path.lastIndexOf("/") + 1));
}
