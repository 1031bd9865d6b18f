import { type StdioOptions, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const repositoryRoot: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Lists the files of the git repository at `root`: tracked and new ones, without ignored and deleted ones; paths are
 * relative to `root`, with `/`, sorted. `patterns` are git pathspecs. Throws when `root` is no git repository.
 */
export function repositoryFiles(root: string, patterns: readonly string[] = []): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns];
  const paths = git(root, args).split("\0").filter(Boolean);
  return [...new Set(paths)].filter((path) => existsSync(join(root, path))).toSorted();
}

/** Runs git in `folder` and returns what it prints. Throws with git's message when it fails. */
export function git(folder: string, args: readonly string[]): string {
  const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
  return execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio, maxBuffer: 256 * 1024 * 1024 });
}
