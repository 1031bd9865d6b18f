import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * The version of a package that this one depends on, which decides what it makes of an input.
 * @param name a package that has its package.json among its exports
 * @throws when it is not installed
 */
export function installedVersion(name: string): string {
  const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}
