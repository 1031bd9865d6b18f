import { realpathSync, statSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";

/** Whether a path is a file or a link to one. A link that leads nowhere, or in a circle, is none. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return false;
    throw error;
  }
}

/** Where `path`, relative to `folder`, really is in it when all links are followed; undefined when that is outside. */
export function realPathIn(folder: string, path: string): string | undefined {
  const real = relative(realpathSync(folder), realpathSync(join(folder, path)));
  return real === ".." || real.startsWith("../") || isAbsolute(real) ? undefined : real;
}
