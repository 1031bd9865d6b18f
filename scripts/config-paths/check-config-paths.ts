import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Finding } from "../repository/finding.ts";
import { repositoryFiles } from "../repository/files.ts";
import { type Syntax, createMatcher } from "./matcher.ts";
import { type Reader, readers } from "./read-patterns.ts";

/** Paths and patterns that a file which is code, not configuration, gives to a tool. */
export interface CodedPatterns {
  readonly file: string;
  /** The folder that they are relative to. */
  readonly base: string;
  readonly patterns: readonly string[];
}

/**
 * Finds the paths and patterns in the configuration at `root` that match no file: what they were meant to own, ignore
 * or include is not owned, ignored or included. A configuration file that is gone is a finding too.
 */
export function checkConfigPaths(
  root: string,
  coded: readonly CodedPatterns[],
  table: readonly Reader[] = readers,
): { readonly patterns: number; readonly findings: Finding[] } {
  const matcher = createMatcher(root, repositoryFiles(root));
  const findings: Finding[] = [];
  let patterns = 0;
  const check = ({ file, base, patterns: found }: CodedPatterns, syntax: Syntax): void => {
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    // What a pattern with an exclamation mark takes away must be there as well.
    for (const pattern of found.map((text) => text.replace(/^!/, ""))) {
      patterns++;
      if (matcher.matches(pattern, base, syntax)) continue;
      // A pattern put together by the reader is not found as it stands; then the finding is about the file.
      const line = lines.findIndex((text) => text.includes(pattern)) + 1;
      findings.push({ file, line, rule: "config-path", message: `${pattern} matches nothing; correct or remove it` });
    }
  };
  for (const { files, syntax, read } of table) {
    for (const pathspec of files) {
      const paths = repositoryFiles(root, [pathspec, ":(exclude,glob)**/fixtures/**"]);
      if (paths.length === 0) {
        const message = "does not exist, so that its paths cannot be checked; restore it or take it off the list";
        findings.push({ file: pathspec, line: 0, rule: "config-path", message });
      }
      for (const path of paths) {
        const text = readFileSync(join(root, path), "utf8");
        // Owners are named from the top, wherever the file is.
        const base = syntax === "gitignore" ? "." : posix.dirname(path);
        try {
          check({ file: path, base, patterns: read(text) }, syntax);
        } catch (error) {
          const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
          findings.push({ file: path, line: 0, rule: "config-path", message });
        }
      }
    }
  }
  for (const patternsOfCode of coded) check(patternsOfCode, "glob");
  return { patterns, findings };
}
