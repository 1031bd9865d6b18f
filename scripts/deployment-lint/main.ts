import { formatFindings } from "../repository/finding.ts";
import { repositoryRoot } from "../repository/files.ts";
import { lintDeployment } from "./lint-deployment.ts";

const { dockerfiles, composeFiles, findings } = lintDeployment(repositoryRoot);
process.stdout.write(formatFindings(findings));
console.log(
  `deployment: ${dockerfiles} Dockerfiles and ${composeFiles} compose files read, ${findings.length} findings`,
);
const readNothing = dockerfiles === 0 || composeFiles === 0;
if (readNothing) console.error("deployment: deploy/ lacks Dockerfiles or compose files, so that nothing is proved");
process.exitCode = findings.length > 0 || readNothing ? 1 : 0;
