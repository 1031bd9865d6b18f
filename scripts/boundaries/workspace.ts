import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** A package of the workspace, as its package.json describes it. */
export interface WorkspacePackage {
  /** What others import it as. */
  readonly name: string;
  /** Folder relative to the repository, for example `packages/gate`. */
  readonly folder: string;
  /** Module that each exported subpath (`.`, `./v1`) is written in; undefined for what is no source, such as an image. */
  readonly entries: ReadonlyMap<string, string | undefined>;
}

const packageFolders = ["gen/*", "packages/*", "services/*", "e2e", "bench"];

/** Reads the packages of the workspace at `root`. Throws when a package.json is no JSON or has no name. */
export function readWorkspace(root: string): WorkspacePackage[] {
  const files = globSync(
    packageFolders.map((folder) => `${folder}/package.json`),
    { cwd: root },
  );
  return files.toSorted().map((file) => readPackage(root, dirname(file)));
}

function readPackage(root: string, folder: string): WorkspacePackage {
  const path = join(root, folder, "package.json");
  const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
  const name = property(manifest, "name");
  if (typeof name !== "string") throw new Error(`${folder}/package.json has no name; give it one`);
  const entries = new Map<string, string | undefined>();
  const exported = property(manifest, "exports");
  for (const [subpath, target] of isRecord(exported) ? Object.entries(exported) : []) {
    const source = property(target, "@breakwater/source");
    entries.set(subpath, typeof source === "string" ? posix.join(folder, source) : undefined);
  }
  for (const source of entries.values()) {
    if (source !== undefined && !existsSync(join(root, source)))
      throw new Error(`${folder}/package.json exports ${source}, which does not exist`);
  }
  return { name, folder, entries };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function property(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
