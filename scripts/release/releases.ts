import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where frozen releases are kept, relative to the repository's root. */
export const releasedFolder = "e2e/released";

/** A client package as it was published, kept so that what is in use can be tried against what is new. */
export interface Release {
  /** Name of the npm package. */
  readonly package: string;
  readonly version: string;
  /** Name of the tarball in the folder. */
  readonly file: string;
  /** The last commit that changed what was packed, in full. */
  readonly commit: string;
  /** SHA-512 of the tarball in the form of a package lock: `sha512-` and base64. */
  readonly integrity: string;
}

/** The frozen releases of the repository at `root`, oldest first. Throws when the list cannot be read. */
export function readReleases(root: string): Release[] {
  const path = listPath(root);
  if (!existsSync(path)) return [];
  const list: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!Array.isArray(list)) throw new Error(`${path} holds no list of releases`);
  return list.map((entry: unknown) => ({
    package: textAt(entry, "package", path),
    version: textAt(entry, "version", path),
    file: textAt(entry, "file", path),
    commit: textAt(entry, "commit", path),
    integrity: textAt(entry, "integrity", path),
  }));
}

/** Replaces the list of frozen releases. */
export function writeReleases(root: string, releases: readonly Release[]): void {
  writeFileSync(listPath(root), `${JSON.stringify(releases, undefined, 2)}\n`);
}

/** The text that a JSON object has under `name`. Throws, naming the file, when it has none. */
export function textAt(value: unknown, name: string, path: string): string {
  const text: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  if (typeof text === "string" && text !== "") return text;
  throw new Error(`${path} says no ${JSON.stringify(name)}`);
}

function listPath(root: string): string {
  return join(root, releasedFolder, "releases.json");
}
