import { Deployment } from "kubernetes-models/apps/v1";
import { deployedServices } from "../deployed-services.ts";
import { graceSeconds } from "../shutdown.ts";
import { nameLabel, named, registry } from "./object-names.ts";
import { type Workload, certificateFolder } from "./workloads.ts";

/** User of the images, in their Dockerfiles. */
const USER = 65_532;

type DeploymentData = NonNullable<ConstructorParameters<typeof Deployment>[0]>;
type Container = NonNullable<NonNullable<DeploymentData["spec"]>["template"]["spec"]>["containers"][number];

/**
 * The pods of a workload: spread over zones and nodes, replaced one at a time and only by ready ones. How many there are
 * is for its autoscaler to say.
 */
export function deploymentOf(workload: Workload): Deployment {
  const { name, secrets } = workload;
  const labels = { [nameLabel]: name };
  const spread = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    // A cluster that has lost a zone still runs all of them.
    whenUnsatisfiable: "ScheduleAnyway" as const,
    labelSelector: { matchLabels: labels },
  }));
  return new Deployment({
    metadata: named(name, { "app.kubernetes.io/version": deployedServices[workload.service].version }),
    spec: {
      selector: { matchLabels: labels },
      revisionHistoryLimit: 5,
      minReadySeconds: 5,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { ...named(name).labels } },
        spec: {
          // It asks nothing of the cluster.
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: graceSeconds,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: USER,
            runAsGroup: USER,
            fsGroup: USER,
            seccompProfile: { type: "RuntimeDefault" },
          },
          topologySpreadConstraints: spread,
          containers: [containerOf(workload)],
          // 288 is 0440: the user of the image reads them through its group.
          volumes: ["tls", ...secrets].map((secret) => ({
            name: secret,
            secret: { secretName: secret === "tls" ? `${name}-tls` : secret, defaultMode: 288 },
          })),
        },
      },
    },
  });
}

function containerOf({ service, environment, secrets, memory }: Workload): Container {
  const { port, adminPort, version } = deployedServices[service];
  return {
    name: service,
    image: `${registry}/${service}:${version}`,
    ports: [
      { name: "calls", containerPort: port },
      { name: "operators", containerPort: adminPort },
    ],
    env: Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
    // Without a limit for CPU: what nobody else needs may be used, and a limit shows as latency.
    resources: { requests: { cpu: "250m", memory: memory.request }, limits: { memory: memory.limit } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    startupProbe: { httpGet: { path: "/livez", port: "operators" }, periodSeconds: 1, failureThreshold: 60 },
    livenessProbe: { httpGet: { path: "/livez", port: "operators" }, periodSeconds: 10, timeoutSeconds: 3 },
    readinessProbe: { httpGet: { path: "/readyz", port: "operators" }, periodSeconds: 2, timeoutSeconds: 2 },
    volumeMounts: ["tls", ...secrets].map((secret) => ({
      name: secret,
      mountPath: secret === "tls" ? certificateFolder : `/secrets/${secret}`,
      readOnly: true,
    })),
  };
}
