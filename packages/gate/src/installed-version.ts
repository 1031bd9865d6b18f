import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * The version of a package that this one depends on, which decides what it makes of an input.
 * @param name a package that has its package.json among its exports
 * @throws when it is not installed
 */
export function installedVersion(name: string): string {
  return manifestVersion(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

/**
 * The version in a package.json, "unknown" where it has none.
 * @throws when it cannot be read
 */
export function manifestVersion(path: string | URL): string {
  const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
  const hasVersion = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return hasVersion ? String(manifest.version) : "unknown";
}
