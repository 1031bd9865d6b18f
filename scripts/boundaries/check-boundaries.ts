import { globSync } from "node:fs";
import type { Finding } from "../repository/finding.ts";
import { findCycles } from "./cycles.ts";
import { type Module, readModule } from "./module.ts";
import { type Rule, rules } from "./rules.ts";
import { readWorkspace } from "./workspace.ts";

/**
 * Reads all modules under `root`, new and ignored ones too. Left out are installed and built files, what is made from
 * other people's schemas, and fixtures, which are meant to be wrong.
 */
export function readModules(root: string): Module[] {
  const packages = readWorkspace(root);
  const exclude = ["node_modules", "dist", "fixtures", "third-party", "coverage", ".git"];
  const paths = globSync("**/*.ts", { cwd: root, exclude: exclude.map((name) => `**/${name}`) });
  return paths.toSorted().map((path) => readModule(root, path, packages));
}

/** Applies the rules and the ban on cycles to `modules`. */
export function checkBoundaries(modules: readonly Module[]): Finding[] {
  const findings: Finding[] = [];
  const table: readonly Rule[] = rules;
  for (const { id, reason, violations } of table) {
    for (const module of modules) {
      for (const { line, what } of violations(module)) {
        findings.push({ file: module.path, line, rule: id, message: `${what}; ${reason}` });
      }
    }
  }
  for (const { paths, line } of findCycles(modules)) {
    const message = `imports in a circle: ${paths.join(" → ")}; move what they share into a module of its own`;
    findings.push({ file: paths[0] ?? "", line, rule: "no-cycles", message });
  }
  return findings;
}

/** Finds the files of `tracked` that were not read, since a check that sees too little passes too easily. */
export function unseenModules(modules: readonly Module[], tracked: readonly string[]): string[] {
  const seen = new Set(modules.map(({ path }) => path));
  return tracked.filter((path) => !path.split("/").includes("fixtures") && !seen.has(path));
}
