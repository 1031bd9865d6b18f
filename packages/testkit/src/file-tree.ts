import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The files below a folder, as text by relative path, in the order of their paths; only those that end in `suffix`. */
export function readTree(folder: string, suffix = ""): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.toSorted().map((file) => [relative(folder, file), readFileSync(file, "utf8")]));
}
