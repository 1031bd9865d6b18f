import vitestConfig from "../../vitest.config.ts";
import { tables } from "../budgets/metrics.ts";
import { formatFindings } from "../repository/finding.ts";
import { repositoryRoot } from "../repository/files.ts";
import { checkConfigPaths } from "./check-config-paths.ts";

const { patterns, findings } = checkConfigPaths(repositoryRoot, [
  { file: "vitest.config.ts", base: ".", patterns: vitestConfig.test?.include ?? [] },
  { file: "scripts/budgets/metrics.ts", base: ".", patterns: tables },
]);
process.stdout.write(formatFindings(findings));
console.log(`config-paths: ${patterns} paths and patterns, ${findings.length} of them match nothing`);
process.exitCode = findings.length > 0 || patterns === 0 ? 1 : 0;
