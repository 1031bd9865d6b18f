import { formatFindings } from "../repository/finding.ts";
import { repositoryRoot } from "../repository/files.ts";
import { lintDeployment } from "./lint-deployment.ts";

const { dockerfiles, composeFiles, manifests, findings } = lintDeployment(repositoryRoot);
process.stdout.write(formatFindings(findings));
console.log(
  `deployment: ${dockerfiles} Dockerfiles, ${composeFiles} compose and ${manifests} Kubernetes files read, ${findings.length} findings`,
);
const readNothing = dockerfiles === 0 || composeFiles === 0 || manifests === 0;
if (readNothing)
  console.error(
    "deployment: deploy/ lacks Dockerfiles, compose files or Kubernetes objects, so that nothing is proved",
  );
process.exitCode = findings.length > 0 || readNothing ? 1 : 0;
