import { dirname } from "node:path";

/** Tells the folder of the innermost package that a file is in; "" when it is in none of them. */
export function packageFinder(folders: readonly string[]): (path: string) => string {
  const known = new Set(folders);
  return (path) => {
    let folder = dirname(path);
    while (!known.has(folder) && folder !== dirname(folder)) folder = dirname(folder);
    return known.has(folder) ? folder : "";
  };
}
