import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Finding } from "../repository/finding.ts";
import { repositoryFiles } from "../repository/files.ts";
import { lintCompose } from "./lint-compose.ts";
import { lintDockerfile } from "./lint-dockerfile.ts";
import { lintKubernetes } from "./lint-kubernetes.ts";

/** What was read, and what is wrong in it. */
export interface DeploymentLint {
  readonly dockerfiles: number;
  readonly composeFiles: number;
  readonly manifests: number;
  readonly findings: readonly Finding[];
}

/** Lints the Dockerfiles, compose files and Kubernetes objects in `deploy/` of the repository at `root`. */
export function lintDeployment(root: string): DeploymentLint {
  const dockerfiles = repositoryFiles(root, ["deploy/*Dockerfile"]);
  const composeFiles = repositoryFiles(root, ["deploy/compose*.yaml"]);
  const manifests = repositoryFiles(root, ["deploy/kubernetes/*.yaml"]);
  const ofCompose = composeFiles.length === 0 ? [] : lintCompose(composeFiles.map((path) => join(root, path)));
  return {
    dockerfiles: dockerfiles.length,
    composeFiles: composeFiles.length,
    manifests: manifests.length,
    findings: [
      ...dockerfiles.flatMap((path) => lintDockerfile(path, readFileSync(join(root, path), "utf8"))),
      ...manifests.flatMap((path) => lintKubernetes(path, readFileSync(join(root, path), "utf8"))),
      ...ofCompose.map((finding) => ({ ...finding, file: relative(root, finding.file) })),
    ],
  };
}
