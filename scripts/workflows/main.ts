import { formatFindings } from "../repository/finding.ts";
import { repositoryRoot } from "../repository/files.ts";
import { checkWorkflows } from "./check-workflows.ts";

const { files, findings } = await checkWorkflows(repositoryRoot);
process.stdout.write(formatFindings(findings));
console.log(`workflows: ${files} workflows read, ${findings.length} findings`);
if (files === 0) console.error("workflows: .github/workflows has none, so that nothing is proved");
process.exitCode = findings.length > 0 || files === 0 ? 1 : 0;
