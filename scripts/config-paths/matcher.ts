import { execFileSync } from "node:child_process";
import { posix } from "node:path";

/** How a pattern is to be read: `glob` and plain paths alike, or as git reads `.gitignore`. */
export type Syntax = "glob" | "gitignore";

/** Tells what the patterns of configuration match among the files of a repository. */
export interface Matcher {
  /** Whether `pattern`, read from the folder `base`, names a file or folder; each alternative in braces must. */
  readonly matches: (pattern: string, base: string, syntax: Syntax) => boolean;
}

/**
 * Makes a matcher for the repository at `root` with `files`. A pattern that git ignores names output such as `dist`;
 * it counts as matching, since the output need not be there yet.
 */
export function createMatcher(root: string, files: readonly string[]): Matcher {
  const folders = new Set(files.flatMap(parents));
  const candidates = [...files, ...folders];
  const matchesOne = (pattern: string): boolean =>
    candidates.some((path) => path === pattern || posix.matchesGlob(path, pattern)) || isIgnored(root, pattern);
  return {
    matches: (pattern, base, syntax) =>
      expandBraces(pattern).every((alternative) => {
        const glob = syntax === "gitignore" ? globOfGitignore(alternative) : alternative;
        return matchesOne(posix.join(base, glob).replace(/\/$/, ""));
      }),
  };
}

function parents(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === "." ? ["."] : [folder, ...parents(folder)];
}

function expandBraces(pattern: string): string[] {
  const [braces, list] = /\{([^{}]*,[^{}]*)\}/.exec(pattern) ?? [];
  if (braces === undefined || list === undefined) return [pattern];
  return list.split(",").flatMap((alternative) => expandBraces(pattern.replace(braces, alternative)));
}

/** A pattern without a slash before its end matches at any depth. */
function globOfGitignore(pattern: string): string {
  const path = pattern.replace(/\/$/, "");
  if (path.includes("/")) return path.replace(/^\//, "");
  return `**/${path}`;
}

function isIgnored(root: string, pattern: string): boolean {
  const example = `${pattern.replaceAll(/\*+/g, "x")}/x`;
  if (example.startsWith("..")) return false;
  try {
    execFileSync("git", ["check-ignore", "--quiet", "--no-index", example], { cwd: root, stdio: "ignore" });
    return true;
  } catch {
    // Exit code 1: not ignored. That the folder is a repository was proved by listing its files.
    return false;
  }
}
