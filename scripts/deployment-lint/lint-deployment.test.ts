import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { temporaryFolder } from "@breakwater/testkit";
import { expect, test } from "vitest";
import { git, repositoryRoot } from "../repository/files.ts";
import { lintDeployment } from "./lint-deployment.ts";

const dockerfile = readFileSync(join(repositoryRoot, "deploy/recommendations.Dockerfile"), "utf8");
const compose = readFileSync(join(repositoryRoot, "deploy/compose.yaml"), "utf8");

const goodFiles: Readonly<Record<string, string>> = {
  Dockerfile: dockerfile,
  deploy: compose,
  "deploy/kubernetes": readFileSync(join(repositoryRoot, "deploy/kubernetes/recommendations.yaml"), "utf8"),
};

/** Findings in a repository whose only Dockerfile or compose file is this one. */
function findingsOf(file: string, text: string): string[] {
  using folder = temporaryFolder();
  git(folder.path, ["init", "--quiet"]);
  mkdirSync(join(folder.path, "deploy/kubernetes"), { recursive: true });
  writeFileSync(join(folder.path, file), text);
  const { dockerfiles, composeFiles, manifests, findings } = lintDeployment(folder.path);
  expect(dockerfiles + composeFiles + manifests).toBe(1);
  expect(findings.every((finding) => finding.file === file)).toBe(true);
  return findings.map(({ message }) => message);
}

test("the files of this repository are in order", () => {
  const { dockerfiles, composeFiles, manifests, findings } = lintDeployment(repositoryRoot);
  expect(findings).toEqual([]);
  expect(dockerfiles).toBeGreaterThan(1);
  expect(composeFiles).toBeGreaterThan(1);
  expect(manifests).toBeGreaterThan(1);
});

const faults: readonly { file: string; before: string | RegExp; after: string; finding: RegExp }[] = [
  ...[
    { before: "WORKDIR /app", after: "WORKDRI /app", finding: /unknown instruction/i },
    { before: ":26.10.0-bookworm-slim", after: ":latest", finding: /not named whole/ },
    { before: "docker.io/library/node", after: "node", finding: /not named whole/ },
    { before: "COPY . .", after: "ADD https://a.example/b.tgz .", finding: /ADD downloads/ },
    { before: "ARG COMMIT=unknown", after: "ARG NPM_TOKEN", finding: /NPM_TOKEN would stay in a layer/ },
    { before: "DATA_DIR=/data", after: "DATABASE_URL=postgres://a", finding: /set DATABASE_URL_FILE/ },
    { before: "USER 65532:65532", after: "USER nonroot", finding: /USER has to be/ },
    { before: "USER 65532:65532", after: "USER 0:0", finding: /USER has to be/ },
    { before: /ENTRYPOINT .*/, after: "ENTRYPOINT node /app/dist/main.js", finding: /ENTRYPOINT has to be/ },
    { before: /HEALTHCHECK[^]*?\n {2}CMD .*/, after: "", finding: /HEALTHCHECK has to be/ },
    { before: "WORKDIR /app", after: "RUN apt-get update", finding: /has no shell/ },
  ].map((fault) => ({ file: "deploy/a.Dockerfile", ...fault })),
  ...[
    { before: "read_only: true", after: "readonly: true", finding: /additional properties|readonly/i },
    { before: ":0.1.0", after: "", finding: /concrete version tag/ },
    { before: "127.0.0.1:8443", after: "8443", finding: /interface|127\.0\.0\.1/ },
  ].map((fault) => ({ file: "deploy/compose.yaml", ...fault })),
  ...[
    { before: "minReplicas: 3", after: "minReplicas: two", finding: /minReplicas/ },
    { before: "containerPort: 8080", after: "containerPort: web", finding: /containerPort/ },
    { before: "kind: NetworkPolicy", after: "kind: NetworkPolice", finding: /no schema here for .* NetworkPolice/ },
    { before: "metadata:", after: "metadata: {", finding: /single line/ },
    { before: /recommendations:\d[\d.]+/, after: "recommendations:latest", finding: /not named whole/ },
    { before: "readOnlyRootFilesystem: true", after: "readOnlyRootFilesystem: false", finding: /may do too much/ },
    { before: /- ALL\n/, after: "- NET_RAW\n", finding: /may do too much/ },
    { before: "runAsNonRoot: true", after: "runAsNonRoot: false", finding: /run as no root/ },
    { before: "readinessProbe:", after: "livenessProbes:", finding: /probe is missing/ },
    { before: /limits:\n +memory: \S+\n/, after: "limits: {}\n", finding: /memory has no request or no limit/ },
  ].map((fault) => ({ file: "deploy/kubernetes/recommendations.yaml", ...fault })),
];

for (const { file, before, after, finding } of faults) {
  test(`${file}: ${JSON.stringify(after)} in place of ${String(before)} is found`, () => {
    const good = goodFiles[extname(file) === ".yaml" ? dirname(file) : "Dockerfile"] ?? "";
    const changed = good.replace(before, after);
    expect(changed).not.toBe(good);
    expect(findingsOf(file, good)).toEqual([]);
    expect(findingsOf(file, changed)).toContainEqual(expect.stringMatching(finding));
  });
}
