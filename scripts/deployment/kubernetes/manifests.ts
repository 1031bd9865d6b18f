import { Namespace } from "kubernetes-models/v1";
import { stringify } from "yaml";
import { authorityObjects, certificateOf } from "./certificates.ts";
import { deploymentOf } from "./deployment.ts";
import { gatewayObjects } from "./gateway.ts";
import { denyAll, networkPolicyOf } from "./network-policies.ts";
import { type KubernetesObject, namespace } from "./object-names.ts";
import { autoscalerOf, disruptionBudgetOf } from "./scaling.ts";
import { serviceOf } from "./service.ts";
import { type Workload, workloads, workloadsByVersion } from "./workloads.ts";

/** Everything in `deploy/kubernetes`, by file. */
export const manifests: ReadonlyMap<string, readonly KubernetesObject[]> = new Map([
  ["namespace.yaml", [restrictedNamespace(), denyAll(), ...authorityObjects()]],
  ...workloads.map((workload) => [`${workload.name}.yaml`, objectsOf(workload, workload.name)] as const),
  ...workloadsByVersion.map(
    (workload) => [`by-version/${workload.name}.yaml`, objectsOf(workload, workload.service)] as const,
  ),
  ["by-version/gateway.yaml", gatewayObjects()],
]);

/** The text of a file: YAML documents, in their order. */
export function renderManifest(objects: readonly KubernetesObject[]): string {
  const documents = objects.map((object) => stringify(object.toJSON(), { lineWidth: 0, aliasDuplicateObjects: false }));
  return `# Written by \`pnpm generate\` from scripts/deployment/kubernetes.\n${documents.join("---\n")}`;
}

function restrictedNamespace(): Namespace {
  // Refuses pods that could do more than ours need.
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return new Namespace({ metadata: { name: namespace, labels } });
}

function objectsOf(workload: Workload, identity: string): KubernetesObject[] {
  const isBehindGateway = workload.name !== workload.service;
  return [
    certificateOf({ name: workload.name, identity, services: [workload.name] }),
    deploymentOf(workload),
    serviceOf(workload),
    autoscalerOf(workload),
    disruptionBudgetOf(workload),
    networkPolicyOf(workload, isBehindGateway),
  ];
}
